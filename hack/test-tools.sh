#!/usr/bin/env bash
# Installs what some tests need beside the .NET SDK, where it is missing: FreeTDS' tsql and npm's tedious, independent TDS clients. Needs root and Debian's packages,
# and npm's registry once: tedious is kept in ~/.cache/chatdr.
set -euo pipefail
cd "$(dirname "$0")/.."
missing=()
command -v tsql >/dev/null || missing+=(freetds-bin)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
modules=${XDG_CACHE_HOME:-$HOME/.cache}/chatdr/interop
if ! cmp -s tests/interop/package-lock.json "$modules/installed-lock.json"; then
  mkdir -p "$modules"
  cp tests/interop/package.json tests/interop/package-lock.json "$modules"
  (cd "$modules" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error)
  cp tests/interop/package-lock.json "$modules/installed-lock.json"
fi
command -v kubectl >/dev/null || echo "kubectl is not on PATH: the tests that type at the lab with it will be skipped"
