#!/usr/bin/env bash
# Installs what some tests need beside the .NET SDK, where it is missing: FreeTDS' tsql, an independent TDS client. Needs root and Debian's packages.
set -euo pipefail
if ! command -v tsql >/dev/null; then
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends freetds-bin >/dev/null
fi
command -v kubectl >/dev/null || echo "kubectl is not on PATH: the tests that type at the lab with it will be skipped"
