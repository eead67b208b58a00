import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, install } from './fresh.mjs';
import { root } from './root.mjs';

/** `npm run frames`: draws the pictures of the README anew (test/terminal/render-frames.ts). Needs no engine. */

install();
await build();
// Below node_modules: packages stay outside of the bundles and are found from there.
const folder = join(root, 'node_modules', '.cache', 'walkdown-frames');
mkdirSync(folder, { recursive: true });
const { build: compile } = await import('esbuild');
const options = { absWorkingDir: root, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' };
const frames = join(folder, 'frames.mjs');
const doubles = join(folder, 'doubles.mjs');
// The emulator is CommonJS whose names an import does not see; the pseudo-terminal is a binary.
await compile({
  ...options,
  entryPoints: ['test/terminal/render-frames.ts'],
  outfile: frames,
  external: ['@lydell/node-pty'],
});
await compile({
  ...options,
  entryPoints: ['test/terminal/fixtures/app.ts'],
  outfile: doubles,
  packages: 'external',
});
const { renderFrames } = await import(pathToFileURL(frames).href);
const files = await renderFrames({
  walkdown: join(root, 'dist', 'cli.js'),
  doubles,
  folder: join(root, 'test', 'terminal', 'frames'),
});
process.stdout.write(`${files.join('\n')}\n`);
process.exit(0);
