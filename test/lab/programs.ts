import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Which libc a program is linked against; `static` is musl's, in the binary itself. */
export type Linkage = 'glibc' | 'musl' | 'static';

/** A source file beside this one, in `images/`. */
export function sourcePath(name: string): string {
  return join(import.meta.dirname, 'images', name);
}

const flags: Record<Linkage, { compiler: string; flags: string[] }> = {
  glibc: { compiler: 'gcc', flags: [] },
  musl: { compiler: 'musl-gcc', flags: [] },
  static: { compiler: 'musl-gcc', flags: ['-static', '-no-pie'] },
};

/**
 * Compiles `images/<source>` and returns the binary's path, kept between runs by the source's and the flags' hash.
 * Throws with the compiler's output, or naming the missing package (gcc, libc6-dev, musl-tools).
 */
export async function compile(source: string, linkage: Linkage, extra: readonly string[] = []): Promise<string> {
  const path = sourcePath(source);
  const { compiler, flags: own } = flags[linkage];
  const key = createHash('sha256')
    .update(readFileSync(path))
    .update(JSON.stringify([linkage, own, extra]))
    .digest('hex');
  const folder = join(tmpdir(), 'walkdown-lab-programs');
  mkdirSync(folder, { recursive: true });
  const binary = join(folder, `${source.replace(/\W/g, '-')}-${linkage}-${key.slice(0, 16)}`);
  if (existsSync(binary)) return binary;
  // Two test processes may compile the same program; the rename makes the last one win whole.
  const partial = `${binary}.${process.pid}`;
  try {
    await run(compiler, ['-O1', '-s', ...own, '-o', partial, path, ...extra]);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw missing ? new Error(`${compiler} is missing (packages: gcc libc6-dev musl-tools)`) : error;
  }
  renameSync(partial, binary);
  return binary;
}
