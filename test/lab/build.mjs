// Makes the images of the test lab that the engine lacks: node test/lab/build.mjs
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

// Inside the project, so that the bundle finds node_modules; beside the sources, so that they find their files.
const folder = mkdtempSync(join(import.meta.dirname, '.build-'));
try {
  const outfile = join(folder, 'build-images.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'build-images.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    define: { 'import.meta.dirname': JSON.stringify(import.meta.dirname) },
  });
  const { buildImages } = await import(pathToFileURL(outfile).href);
  process.exitCode = await buildImages((line) => process.stdout.write(`${line}\n`));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
