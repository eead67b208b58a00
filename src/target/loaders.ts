import { normalArchitecture } from './elf/machine.ts';
import type { LibcFamily } from './target.ts';

/** The dynamic loader's own name tells its family: /lib/ld-musl-x86_64.so.1, /lib64/ld-linux-x86-64.so.2. */
export function loaderFamily(path: string): LibcFamily {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name.startsWith('ld-musl-')) return 'musl';
  if (/^ld(?:64)?-uClibc/.test(name)) return 'uclibc';
  if (name === 'linker' || name === 'linker64') return 'bionic';
  // ld-linux-x86-64.so.2, ld-linux.so.2, ld64.so.2 (ppc64le), ld64.so.1 (s390x), ld.so.1 (mips), ld-2.31.so (the file itself)
  if (/^ld-linux[\w-]{0,40}\.so\.\d$/.test(name) || /^ld(?:64)?\.so\.\d$/.test(name) || /^ld-2\.\d+\.so$/.test(name)) {
    return 'glibc';
  }
  return 'unknown';
}

const MUSL_NAMES: Readonly<Record<string, readonly string[]>> = {
  amd64: ['x86_64'],
  '386': ['i386'],
  arm64: ['aarch64'],
  arm: ['armhf', 'arm'],
  ppc64le: ['powerpc64le'],
  s390x: ['s390x'],
  riscv64: ['riscv64'],
  loong64: ['loongarch64'],
  mips64le: ['mips64el', 'mips64el-sf'],
  mipsle: ['mipsel', 'mipsel-sf'],
};

const GLIBC_PATHS: Readonly<Record<string, readonly string[]>> = {
  amd64: ['/lib64/ld-linux-x86-64.so.2', '/lib/ld-linux-x86-64.so.2'],
  '386': ['/lib/ld-linux.so.2'],
  arm64: ['/lib/ld-linux-aarch64.so.1'],
  arm: ['/lib/ld-linux-armhf.so.3', '/lib/ld-linux.so.3'],
  ppc64le: ['/lib64/ld64.so.2'],
  s390x: ['/lib/ld64.so.1'],
  riscv64: ['/lib/ld-linux-riscv64-lp64d.so.1'],
  loong64: ['/lib64/ld-linux-loongarch-lp64d.so.1'],
  mips64le: ['/lib64/ld.so.1'],
  mipsle: ['/lib/ld.so.1'],
};

/** Where an image of this architecture keeps its loaders, the most usual first. */
export function loaderCandidates(architecture: string): string[] {
  const name = normalArchitecture(architecture);
  const wide = name.includes('64') || name === 's390x';
  return [
    ...(MUSL_NAMES[name] ?? []).map((suffix) => `/lib/ld-musl-${suffix}.so.1`),
    ...(GLIBC_PATHS[name] ?? []),
    ...(wide ? ['/lib/ld64-uClibc.so.1', '/lib/ld64-uClibc.so.0'] : ['/lib/ld-uClibc.so.1', '/lib/ld-uClibc.so.0']),
    wide ? '/system/bin/linker64' : '/system/bin/linker',
  ];
}

const MULTIARCH: Readonly<Record<string, string>> = {
  amd64: 'x86_64-linux-gnu',
  '386': 'i386-linux-gnu',
  arm64: 'aarch64-linux-gnu',
  arm: 'arm-linux-gnueabihf',
  ppc64le: 'powerpc64le-linux-gnu',
  s390x: 's390x-linux-gnu',
  riscv64: 'riscv64-linux-gnu',
  loong64: 'loongarch64-linux-gnu',
};

/** The directories where an image of this architecture keeps its libraries by default, the most usual first. */
export function libraryDirectories(architecture: string): string[] {
  const triplet = MULTIARCH[normalArchitecture(architecture)];
  const multiarch = triplet ? [`/lib/${triplet}`, `/usr/lib/${triplet}`] : [];
  return [...multiarch, '/lib64', '/usr/lib64', '/lib', '/usr/lib'];
}
