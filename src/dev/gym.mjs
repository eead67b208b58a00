import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './build.mjs';
import { install } from './fresh.mjs';
import { root } from './root.mjs';

/** `npm run gym`: walks containers that are broken in known ways, and counts (test/gym/main.ts). */

install();
const cache = join(root, '.cache');
mkdirSync(cache, { recursive: true });
// A build of its own: a run takes minutes, and dist/ may be built anew meanwhile.
const folder = mkdtempSync(join(cache, 'gym-'));
const remove = () => rmSync(folder, { recursive: true, force: true });
process.on('exit', remove);

const { build } = await import('esbuild');
await build({
  entryPoints: { gym: join(root, 'test/gym/main.ts') },
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  // A replay loads neither the set-ups nor the engine's client.
  splitting: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  logLevel: 'error',
  plugins: [
    {
      // The lab finds its files beside its sources.
      name: 'own-folder',
      setup(b) {
        b.onLoad({ filter: /\/test\/.*\.ts$/ }, ({ path }) => ({
          contents: readFileSync(path, 'utf8').replaceAll('import.meta.dirname', JSON.stringify(dirname(path))),
          loader: 'ts',
        }));
      },
    },
  ],
});
const args = process.argv.slice(2);
// `--program FILE` walks with that one, an installed walkdown for example.
const named = args.indexOf('--program');
const [, given] = named < 0 ? [] : args.splice(named, 2);
if (!given && !args.some((arg) => ['--replay', '--causes', '--list', '--help'].includes(arg))) {
  await bundle(join(folder, 'program'));
  cpSync(join(root, 'playbooks'), join(folder, 'program', 'playbooks'), { recursive: true });
}
const { gym } = await import(pathToFileURL(join(folder, 'gym.mjs')).href);
process.exitCode = await gym(args, given ?? join(folder, 'program', 'cli.js'), (line) =>
  process.stdout.write(`${line}\n`),
);
