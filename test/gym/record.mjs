// Records the incidents that come with walkdown: node test/gym/record.mjs [ID...]
// Needs the lab's engine and images (test/lab/README.md) and a toolkit of each libc on it (walkdown toolkit build).
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bundle } from '../../src/dev/build.mjs';

const root = join(import.meta.dirname, '..', '..');
const cache = join(root, '.cache');
mkdirSync(cache, { recursive: true });
// A build of its own: recording takes minutes, and dist/ may be built anew meanwhile.
const folder = mkdtempSync(join(cache, 'record-'));
try {
  const program = join(folder, 'program');
  await bundle(program);
  const outfile = join(folder, 'record-incidents.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'record-incidents.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    // The lab's modules find their files beside themselves.
    define: { 'import.meta.dirname': JSON.stringify(join(root, 'test', 'lab')) },
  });
  const { recordIncidents } = await import(pathToFileURL(outfile).href);
  process.exitCode = await recordIncidents(process.argv.slice(2), root, join(program, 'cli.js'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
