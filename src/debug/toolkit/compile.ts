import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const COMPILE_LIMIT_MS = 60_000;

/** Our programs. The resolver probe is linked to the libc that it is to show; the others bring their own. */
export type OwnProgram = 'walkdown-resolve' | 'walkdown-pipe' | 'walkdown-run';

export type Compiled = { readonly binary: Buffer } | { readonly binary: null; readonly why: string };

const SOURCES = join('src', 'debug', 'toolkit');

/** The C sources, looked for upwards: this module runs from src/, from dist/ and from dist/chunks/. */
function sourceFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let up = 0; up < 6; up += 1) {
    const sources = join(folder, SOURCES);
    if (existsSync(join(sources, 'walkdown-pipe.c'))) return sources;
    folder = dirname(folder);
  }
  throw new Error('the toolkit’s C sources are not beside this program; install walkdown again');
}

const GNU_NAMES: Readonly<Record<string, string>> = {
  amd64: 'x86_64-linux-gnu',
  arm64: 'aarch64-linux-gnu',
  '386': 'i686-linux-gnu',
  arm: 'arm-linux-gnueabihf',
  ppc64le: 'powerpc64le-linux-gnu',
  s390x: 's390x-linux-gnu',
  riscv64: 'riscv64-linux-gnu',
};

/** Compilers to try, and with what. `native`: this machine's own architecture. */
function attempts(program: OwnProgram, libc: 'musl' | 'glibc', architecture: string, native: boolean): string[][] {
  const source = `${program}.c`;
  if (program !== 'walkdown-resolve') {
    const cross = GNU_NAMES[architecture];
    if (!native) return cross ? [[`${cross}-gcc`, '-static', source]] : [];
    return [
      ['musl-gcc', '-static', source],
      ['gcc', '-static', source],
      ...(libc === 'glibc' ? [['gcc', source]] : []),
    ];
  }
  if (libc === 'musl') return native ? [['musl-gcc', source]] : [];
  if (!native) return GNU_NAMES[architecture] ? [[`${GNU_NAMES[architecture]}-gcc`, source]] : [];
  const anyGlibc = ['-nostartfiles', '-fno-stack-protector', '-U_FORTIFY_SOURCE', 'start-glibc-x86_64.c', source];
  return architecture === 'amd64'
    ? [
        ['gcc', ...anyGlibc],
        ['gcc', source],
      ]
    : [['gcc', source]];
}

/** Compiles one of our programs for a libc and architecture; says why when this machine cannot. Never throws. */
export async function compileOwn(
  program: OwnProgram,
  libc: 'musl' | 'glibc',
  architecture: string,
  native: boolean,
): Promise<Compiled> {
  const tries = attempts(program, libc, architecture, native);
  let why = `no compiler for ${libc} on ${architecture} is known`;
  const folder = await mkdtemp(join(tmpdir(), 'walkdown-toolkit-'));
  try {
    const sources = sourceFolder();
    for (const [compiler = '', ...args] of tries) {
      const out = join(folder, program);
      try {
        const files = args.map((arg) => (arg.endsWith('.c') ? join(sources, arg) : arg));
        await run(compiler, ['-O2', '-s', '-o', out, ...files], { timeout: COMPILE_LIMIT_MS });
        return { binary: await readFile(out) };
      } catch (error) {
        why = reasonOf(compiler, error);
      }
    }
    return { binary: null, why };
  } catch (error) {
    return { binary: null, why: error instanceof Error ? error.message : String(error) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const PACKAGE_OF: Readonly<Record<string, string>> = { 'musl-gcc': 'musl-tools', gcc: 'gcc and libc6-dev' };

function reasonOf(compiler: string, error: unknown): string {
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  if (missing) return `${compiler} is not on this machine (Debian: ${PACKAGE_OF[compiler] ?? compiler})`;
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  return `${compiler}: ${(said.split('\n').find((line) => line.includes('error')) ?? said).slice(0, 200)}`;
}
