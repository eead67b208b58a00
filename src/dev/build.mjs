import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fasterInk } from '../ui/faster-ink.mjs';
import { root } from './root.mjs';

/**
 * Bundles src/cli.ts into dist/ (or another folder of the project). Modules that are imported lazily become files of their own, so that `--version` loads
 * a few kilobytes and a screen loads what it shows.
 */
export async function bundle(dist = join(root, 'dist')) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: root,
    write: false,
    entryPoints: { cli: 'src/cli.ts' },
    outdir: dist,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    chunkNames: 'chunks/[name]-[hash]',
    // Nothing here fetches; without the name, yoga does not make Node load its HTTP client at the start.
    define: { 'process.env.NODE_ENV': '"production"', fetch: 'undefined' },
    // yaml's Node build is CommonJS, whose names a dynamic import does not see once bundled; this is the same code as ESM.
    alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
    plugins: [
      fasterInk,
      leanDockerode,
      {
        // Ink asks for the devtools only under DEV; the import is hoisted by bundling and would fail.
        name: 'no-devtools',
        setup(b) {
          b.onResolve({ filter: /^react-devtools-core$/ }, () => ({ path: 'none', namespace: 'no-devtools' }));
          b.onLoad({ filter: /.*/, namespace: 'no-devtools' }, () => ({ contents: 'export default {}' }));
        },
      },
    ],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  await replace(dist, outputFiles);
}

/**
 * dockerode without what walkdown never asks of it, which is nine tenths of its loading time: an ssh of its own (ours is
 * the system's), gRPC and protobuf for builds, tar of folders. Only functions that are not called here use them.
 */
const leanDockerode = {
  name: 'lean-dockerode',
  setup(b) {
    b.onResolve({ filter: /^(?:ssh2|protobufjs|tar-fs|@grpc\/grpc-js|@grpc\/proto-loader)$/ }, ({ importer }) =>
      /[\\/](?:dockerode|docker-modem)[\\/]/.test(importer) ? { path: 'left-out', namespace: 'left-out' } : null,
    );
    b.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};', loader: 'js' }));
  },
};

/** Unused chunks go when they are this old, in milliseconds: a program that is running may still load them. */
const KEEP_MS = 600_000;

/** Chunks first (their names hold their content's hash), the entry last and at once: a running program never finds half. */
async function replace(dist, files) {
  const chunks = join(dist, 'chunks');
  await mkdir(chunks, { recursive: true });
  const names = new Set();
  for (const file of files.filter((one) => one.path.includes('/chunks/'))) {
    names.add(basename(file.path));
    await writeFile(file.path, file.contents);
  }
  await writeFile(join(dist, 'package.json'), '{ "type": "module" }\n');
  const entry = files.find((one) => basename(one.path) === 'cli.js');
  const fresh = join(dist, `cli.${process.pid}.tmp`);
  await writeFile(fresh, entry.contents, { mode: 0o755 });
  await rename(fresh, join(dist, 'cli.js'));
  for (const name of await readdir(chunks)) {
    const path = join(chunks, name);
    if (!names.has(name) && Date.now() - (await stat(path)).mtimeMs > KEEP_MS) await rm(path, { force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
