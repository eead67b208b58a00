import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

// Compiles the fuzz run to where Node finds the installed packages from, and starts it:
// node test/fuzz/start.mjs [INPUTS, default 1000000] [SEED, default 1] [TARGET]

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'node_modules', '.cache', 'walkdown-fuzz');
mkdirSync(folder, { recursive: true });
const outfile = join(folder, `main.${process.pid}.mjs`);
await build({
  entryPoints: [join(root, 'test', 'fuzz', 'main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'error',
});
await import(pathToFileURL(outfile).href);
