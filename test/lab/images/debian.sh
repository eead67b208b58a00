#!/bin/bash
# A Debian base image as a tar: debian.sh OUT.tar SUITE [PACKAGE,PACKAGE...]
# Trimmed as the official images are: no package lists, no downloaded packages, nothing of the building host's.
set -euo pipefail

out=$1 suite=$2 packages=${3:-}
work=$(mktemp -d "${TMPDIR:-/var/tmp}/walkdown-lab.XXXXXX")
trap 'rm -rf "$work"' EXIT
tree=$work/tree

# Downloads are kept between images of one suite: the second one then takes half the time.
cache=${TMPDIR:-/var/tmp}/walkdown-lab-debs/$suite
mkdir -p "$cache"

# chroot's maintainer scripts must not start services or ask questions.
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
debootstrap --variant=minbase --cache-dir="$cache" ${packages:+--include="$packages"} "$suite" "$tree" >"$work/log" 2>&1 || {
  tail -n 30 "$work/log" "$tree/debootstrap/debootstrap.log" >&2 2>/dev/null || true
  echo "debootstrap of $suite failed" >&2
  exit 1
}

rm -rf "$tree"/var/cache/apt/* "$tree"/var/lib/apt/lists/* "$tree"/var/log/* "$tree"/var/cache/ldconfig/aux-cache
rm -rf "$tree"/tmp/* "$tree"/var/tmp/* "$tree"/root/.bash_history
: >"$tree/etc/resolv.conf"
: >"$tree/etc/machine-id"
echo localhost >"$tree/etc/hostname"
# Device nodes come from the engine; those of debootstrap only trouble an engine in a user namespace.
find "$tree/dev" -mindepth 1 -delete
tar --numeric-owner -C "$tree" -cf "$out" .
