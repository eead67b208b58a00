#!/bin/bash
# A musl base image as a tar, laid out as Alpine's own: alpine-like.sh OUT.tar
# The loader is Debian's musl; busybox is compiled against it from Debian's source package, so that its look-ups,
# its nc and its wget behave as they do on the Alpine release with the same musl and busybox.
set -euo pipefail

out=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/var/tmp}/walkdown-lab.XXXXXX")
trap 'rm -rf "$work"' EXIT
root=$work/root

for tool in musl-gcc make gcc bzip2 apt-get; do
  command -v "$tool" >/dev/null || { echo "$tool is missing (packages: musl-tools make gcc libc6-dev bzip2)" >&2; exit 1; }
done
musl=$(dpkg-query -W -f '${Version}' musl)
musl=${musl%-*}
# The release whose musl this is: the name must not promise another generation of resolver.
case $musl in
  1.2.2) release=3.14.10 ;;
  1.2.3) release=3.16.9 ;;
  1.2.4) release=3.18.9 ;;
  1.2.5) release=3.20.3 ;;
  *) echo "no Alpine release is known for musl $musl" >&2; exit 1 ;;
esac

# musl-gcc finds no kernel headers; busybox needs them.
mkdir "$work/kernel"
for name in linux mtd asm-generic; do ln -s "/usr/include/$name" "$work/kernel/$name"; done
ln -s "/usr/include/$(gcc -print-multiarch)/asm" "$work/kernel/asm"
# Linked by Alpine's name of the libc, for what ldd prints.
mkdir "$work/link"
ln -s /lib/x86_64-linux-musl/libc.so "$work/link/libc.musl-x86_64.so.1"
echo 'INPUT(-l:libc.musl-x86_64.so.1)' >"$work/link/libc.so"

fetch_busybox() {
  # From the machine's own Debian source, found through apt and checked by it; its lists stay as they are.
  local uri suite
  read -r uri suite < <(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Identifier: Packages' 'Component: main' | head -n 1)
  [ -n "$uri" ] || { echo "apt knows no Debian source; run apt-get update" >&2; return 1; }
  mkdir -p "$work/apt/lists/partial" "$work/apt/parts"
  echo "deb-src $uri ${suite} main" >"$work/apt/sources.list"
  local options=(-o "Dir::Etc::SourceList=$work/apt/sources.list" -o "Dir::Etc::SourceParts=$work/apt/parts"
    -o "Dir::State::Lists=$work/apt/lists" -o "Dir::Cache::pkgcache=" -o "Dir::Cache::srcpkgcache=" -o "APT::Sandbox::User=root" -qq)
  apt-get "${options[@]}" update
  (cd "$work/apt" && apt-get "${options[@]}" source --download-only busybox)
  mkdir "$work/busybox"
  tar -C "$work/busybox" --strip-components=1 -xjf "$work"/apt/busybox_*.orig.tar.bz2
}

build_busybox() {
  cd "$work/busybox"
  make -s defconfig >"$work/log"
  # What Alpine leaves out as well, or what these kernel headers no longer compile.
  sed -i -E 's/^CONFIG_(TC|FEATURE_TC_INGRESS|RPM|RPM2CPIO|DPKG|DPKG_DEB|HUSH|MAN|TFTPD|HTTPD|TELNETD|FTPD|INETD|FEATURE_INETD_RPC|SSL_SERVER)=y/# CONFIG_\1 is not set/' .config
  (yes '' 2>/dev/null || true) | make -s oldconfig >"$work/log" 2>&1
  make -j"$(nproc)" CC="musl-gcc -idirafter $work/kernel -L$work/link" busybox busybox.links >"$work/log" 2>&1 </dev/null || {
    tail -n 40 "$work/log" >&2
    return 1
  }
}

(fetch_busybox) || { echo "busybox's source could not be had from Debian" >&2; exit 1; }
(build_busybox) || { echo "busybox did not compile against musl $musl" >&2; exit 1; }

mkdir -p "$root"/{bin,dev,etc/apk,etc/ssl/certs,home,lib/apk/db,media,mnt,opt,proc,root,run,sbin,srv,sys,tmp,usr/bin,usr/sbin,usr/lib,usr/local/bin,usr/local/lib,usr/share,var/cache,var/empty,var/log,var/tmp}
chmod 1777 "$root/tmp" "$root/var/tmp"
chmod 700 "$root/root"
ln -s /run "$root/var/run"

install -m 755 /lib/x86_64-linux-musl/libc.so "$root/lib/ld-musl-x86_64.so.1"
ln -s ld-musl-x86_64.so.1 "$root/lib/libc.musl-x86_64.so.1"
install -m 755 "$work/busybox/busybox" "$root/bin/busybox"
while read -r link; do
  [ -e "$root$link" ] || ln -s /bin/busybox "$root$link"
done <"$work/busybox/busybox.links"
musl-gcc -O2 -L"$work/link" -o "$root/usr/bin/getent" "$here/getent.c"
printf '#!/bin/sh\nexec /lib/ld-musl-x86_64.so.1 --list "$@"\n' >"$root/usr/bin/ldd"
chmod 755 "$root/usr/bin/ldd"

busybox_version=$(sed -nE 's/^(VERSION|PATCHLEVEL|SUBLEVEL) = ([0-9]+)$/\2/p' "$work/busybox/Makefile" | paste -sd.)
cat >"$root/etc/os-release" <<EOF
NAME="Alpine Linux"
ID=alpine
VERSION_ID=$release
PRETTY_NAME="Alpine Linux v${release%.*}"
HOME_URL="https://alpinelinux.org/"
BUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"
EOF
echo "$release" >"$root/etc/alpine-release"
printf 'root:x:0:0:root:/root:/bin/ash\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n' >"$root/etc/passwd"
printf 'root:x:0:root\nnogroup:x:65533:\nnobody:x:65534:\n' >"$root/etc/group"
printf '127.0.0.1\tlocalhost localhost.localdomain\n::1\tlocalhost localhost.localdomain\n' >"$root/etc/hosts"
printf 'root:*::0:::::\n' >"$root/etc/shadow"
chmod 640 "$root/etc/shadow"
echo /bin/sh >"$root/etc/shells"
: >"$root/etc/resolv.conf"

# Real roots: those of the ca-certificates package, without what this machine was given besides.
cat /usr/share/ca-certificates/mozilla/*.crt >"$root/etc/ssl/certs/ca-certificates.crt"
ln -s certs/ca-certificates.crt "$root/etc/ssl/cert.pem"
roots=$(dpkg-query -W -f '${Version}' ca-certificates)

package() { printf 'C:Q1%s=\nP:%s\nV:%s\nA:x86_64\nS:%s\nI:%s\nT:%s\nL:%s\n\n' "$(printf '%s' "$1$2" | sha1sum | cut -c1-27)" "$1" "$2" "$3" "$3" "$4" "$5"; }
{
  package musl "$musl-r5" 383152 'the musl c library (libc) implementation' MIT
  package busybox "$busybox_version-r31" 962560 'Size optimized toolbox of many common UNIX utilities' GPL-2.0-only
  package ca-certificates-bundle "${roots%+*}-r0" 232000 'Pre generated bundle of Mozilla certificates' 'MPL-2.0 AND MIT'
  package musl-utils "$musl-r5" 135168 'the musl c library (libc) implementation' 'MIT AND BSD-2-Clause AND GPL-2.0-or-later'
} >"$root/lib/apk/db/installed"
printf 'busybox\nca-certificates-bundle\nmusl\nmusl-utils\n' >"$root/etc/apk/world"

tar --numeric-owner --owner=0 --group=0 -C "$root" -cf "$out" .
