import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Compiles a C program of a test; `compiler` is gcc or musl-gcc. Needs gcc, libc6-dev, musl-tools. */
export async function compiled(source: string, compiler: 'gcc' | 'musl-gcc', ...flags: string[]): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'walkdown-c-'));
  try {
    writeFileSync(join(folder, 'a.c'), source);
    await run(compiler, ['-O1', '-s', '-o', join(folder, 'a'), join(folder, 'a.c'), ...flags]);
    return readFileSync(join(folder, 'a'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a crafted loader says when it is let run. */
export const CRAFTED = 'crafted code ran';

/** A program that as a loader, or by itself, says so. */
export function craftedLoader(): Promise<Buffer> {
  return compiled(
    `#include <unistd.h>\nint main(void) { write(1, "${CRAFTED}\\n", ${CRAFTED.length + 1}); for (;;) pause(); }`,
    'musl-gcc',
    '-static',
    '-no-pie',
  );
}

/** A program of a libc that asks for the crafted loader at /evil/ld.so. */
export function withCraftedLoader(compiler: 'gcc' | 'musl-gcc'): Promise<Buffer> {
  return compiled('int main(void) { return 0; }', compiler, '-Wl,--dynamic-linker=/evil/ld.so');
}
