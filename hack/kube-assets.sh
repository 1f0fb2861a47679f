#!/usr/bin/env bash
# Prints a folder with kube-apiserver and etcd for the contract tests, and makes it if need be:
#
#   KUBEBUILDER_ASSETS=$(hack/kube-assets.sh) dotnet test tests/ChatDr.Kubernetes.ContractTests
#
# Takes what is there: $KUBEBUILDER_ASSETS, else what setup-envtest left, else its own cache. Otherwise, on Debian or Ubuntu as root, it builds
# kube-apiserver 1.20.2 from Debian bookworm's source package (about five minutes on two cores) beside the distribution's etcd.
# Builds only what is missing; speaks on stderr, so that stdout is the folder alone.
set -euo pipefail

version=1.20.2
cache=${XDG_CACHE_HOME:-$HOME/.cache}/chatdr/kube-$version

# What the build below calls itself; an older one in the cache, without the fix of reflect2, is built anew.
build=v$version+chatdr.1

say() { echo "kube-assets: $*" >&2; }
complete() { [ -x "$1/kube-apiserver" ] && [ -x "$1/etcd" ]; }
built() { [ -x "$cache/kube-apiserver" ] && [ "$("$cache/kube-apiserver" --version)" = "Kubernetes $build" ]; }

for folder in "${KUBEBUILDER_ASSETS:-}" "${XDG_DATA_HOME:-$HOME/.local/share}"/kubebuilder-envtest/k8s/* /usr/local/kubebuilder/bin; do
  if [ -n "$folder" ] && [ ! "$folder" -ef "$cache" ] && complete "$folder"; then
    echo "$folder"
    exit 0
  fi
done
if complete "$cache" && built; then
  echo "$cache"
  exit 0
fi

if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
  say "there is no kube-apiserver and etcd, and they can be built only as root on Debian or Ubuntu."
  say "install them with 'setup-envtest use' and set KUBEBUILDER_ASSETS."
  exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$cache"

install_packages() {
  say "installing $*"
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

# Asks the machine's own Debian sources for source packages, without changing its configuration.
fetch_source() {
  mkdir -p "$work/lists/partial" "$work/parts"
  if [ -f /etc/apt/sources.list.d/debian.sources ]; then
    sed 's/^Types:.*/Types: deb-src/' /etc/apt/sources.list.d/debian.sources >"$work/parts/source.sources"
  else
    sed -n 's/^deb /deb-src /p' /etc/apt/sources.list >"$work/parts/source.list"
  fi
  local options=(-o Dir::Etc::sourcelist=- -o "Dir::Etc::sourceparts=$work/parts" -o "Dir::State::Lists=$work/lists" -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update -qq >&2
  (cd "$work" && apt-get "${options[@]}" source -qq --download-only kubernetes >&2)
}

# reflect2 1.0.1 calls the runtime's map iterator as it was before Go 1.18, which crashes the server at the first custom resource; this is its 1.0.2.
fix_reflect2() {
  local folder=$1/vendor/github.com/modern-go/reflect2
  sed -i 's/^func mapiterinit(.*/func mapiterinit(rtype unsafe.Pointer, m unsafe.Pointer, it *hiter)/; /^type hiter struct {/,/^}/d' "$folder/unsafe_link.go"
  sed -i 's/mapiterinit(type2.rtype, \*(\*unsafe.Pointer)(obj))/newIteration(type2.rtype, *(*unsafe.Pointer)(obj))/' "$folder/unsafe_map.go"
  cat >"$folder/iteration.go" <<'GO'
package reflect2

import "unsafe"

type hiter struct {
	key, value, t, h, buckets, bptr unsafe.Pointer
	overflow, oldoverflow           *[]unsafe.Pointer
	startBucket                     uintptr
	offset                          uint8
	wrapped                         bool
	B, i                            uint8
	bucket, checkBucket             uintptr
	clearSeq                        uint64
}

func newIteration(rtype, m unsafe.Pointer) *hiter {
	it := new(hiter)
	mapiterinit(rtype, m, it)
	return it
}
GO
}

build_apiserver() {
  install_packages golang-1.19-go rsync jq make gcc
  fetch_source
  local source=$work/go/src/k8s.io/kubernetes
  mkdir -p "$source"
  tar xzf "$work"/kubernetes_*.orig.tar.gz -C "$source" --strip-components=1
  printf "KUBE_GIT_COMMIT='unknown'\nKUBE_GIT_TREE_STATE='clean'\nKUBE_GIT_VERSION='%s'\nKUBE_GIT_MAJOR='1'\nKUBE_GIT_MINOR='20'\n" "$build" >"$work/version"
  fix_reflect2 "$source"
  say "building kube-apiserver $build"
  if ! (cd "$source" && PATH=/usr/lib/go-1.19/bin:$PATH CGO_ENABLED=0 GOPATH=$work/go HOME=$work GOCACHE=$work/cache \
      KUBE_GIT_VERSION_FILE=$work/version make WHAT=cmd/kube-apiserver GOFLAGS= >"$work/log" 2>&1); then
    tail -n 20 "$work/log" >&2
    exit 1
  fi

  # Moved into place whole: a run that is interrupted leaves nothing that looks complete.
  install -m 755 "$source/_output/bin/kube-apiserver" "$cache/.kube-apiserver.$$"
  mv "$cache/.kube-apiserver.$$" "$cache/kube-apiserver"
}

[ -x "$cache/etcd" ] || { command -v etcd >/dev/null || install_packages etcd-server; ln -sf "$(command -v etcd)" "$cache/etcd"; }
built || build_apiserver
echo "$cache"
