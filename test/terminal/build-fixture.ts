import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Compiles a fixture program to where Node finds the installed packages from. Returns its path. */
export function buildFixture(name: string): string {
  const directory = `${ROOT}/node_modules/.cache/walkdown-terminal-fixtures`;
  mkdirSync(directory, { recursive: true });
  const outfile = `${directory}/${name}.${process.pid}.mjs`;
  buildSync({
    entryPoints: [`${ROOT}/test/terminal/fixtures/${name}.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
}
