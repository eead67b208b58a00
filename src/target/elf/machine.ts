/** e_machine as image configurations spell architectures. */
const MACHINES: Readonly<Record<number, string>> = {
  2: 'sparc',
  3: '386',
  8: 'mips',
  20: 'ppc',
  21: 'ppc64',
  22: 's390x',
  40: 'arm',
  43: 'sparc64',
  62: 'amd64',
  183: 'arm64',
  243: 'riscv64',
  258: 'loong64',
};

/** What `e_machine`, word size and byte order say together: amd64, arm64, ppc64le, …; `machine-N` for a rare one. */
export function architectureOf(machine: number, bits: 32 | 64, endian: 'little' | 'big'): string {
  const name = MACHINES[machine];
  if (name === undefined) return `machine-${machine}`;
  if (machine === 62 && bits === 32) return 'x32';
  if (machine === 183 && bits === 32) return 'arm64-ilp32';
  if (machine === 243 && bits === 32) return 'riscv32';
  if (machine === 22 && bits === 32) return 's390';
  if (machine === 21 && endian === 'little') return 'ppc64le';
  if (machine === 8) return `mips${bits === 64 ? '64' : ''}${endian === 'little' ? 'le' : ''}`;
  if (machine === 40 && endian === 'big') return 'armbe';
  if (machine === 183 && endian === 'big') return 'arm64be';
  return name;
}

/** Older spellings of the same architecture (uname, package managers) as image configurations spell it. */
export function normalArchitecture(name: string): string {
  const lower = name.toLowerCase();
  const known: Readonly<Record<string, string>> = {
    x86_64: 'amd64',
    'x86-64': 'amd64',
    i386: '386',
    i486: '386',
    i586: '386',
    i686: '386',
    x86: '386',
    aarch64: 'arm64',
    armhf: 'arm',
    armv6l: 'arm',
    armv7l: 'arm',
    ppc64el: 'ppc64le',
    loongarch64: 'loong64',
  };
  return known[lower] ?? lower;
}

/** 32-bit programs that the kernel of a 64-bit machine usually runs as well. */
const ALSO_RUNS: Readonly<Record<string, readonly string[]>> = {
  amd64: ['386', 'x32'],
  arm64: ['arm'],
  s390x: ['s390'],
  ppc64: ['ppc'],
};

/**
 * Whether a program of one architecture runs on an engine of another, without emulation: `same`, `compatible` (the
 * 32-bit form of it) or `foreign`. Emulation by binfmt_misc cannot be seen from a file.
 */
export function architectureFit(program: string, engine: string): 'same' | 'compatible' | 'foreign' {
  const [a, b] = [normalArchitecture(program), normalArchitecture(engine)];
  if (a === b) return 'same';
  return ALSO_RUNS[b]?.includes(a) ? 'compatible' : 'foreign';
}
