import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { fasterInk } from '../../src/ui/faster-ink.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Bundles the fixture program as the real one is bundled: what is measured is what people get. Returns its path. */
export async function buildApp(): Promise<string> {
  const outdir = `${ROOT}/node_modules/.cache/walkdown-app-fixture/${process.pid}`;
  await build({
    absWorkingDir: ROOT,
    entryPoints: { app: 'test/terminal/fixtures/app.ts' },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    outExtension: { '.js': '.mjs' },
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [
      fasterInk,
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
    logLevel: 'error',
  });
  return `${outdir}/app.mjs`;
}
