import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { closingLines } from '../../test/lab/left-out.mjs';
import { build, install } from './fresh.mjs';
import { root } from './root.mjs';

/** `npm test`: installs, builds, runs every test, and says in its last lines what was left out and why. */

install();
await build();
mkdirSync(join(root, 'dist'), { recursive: true });
const results = join(root, 'dist', 'test-results.json');
rmSync(results, { force: true });
// Where an engine answers, the lab's images are made once; what could not be made is said by the tests that need it.
spawnSync(process.execPath, [join(root, 'test', 'lab', 'build.mjs')], { cwd: root, stdio: 'inherit' });
const vitest = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--config',
    'test/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    '--outputFile.json=dist/test-results.json',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
if (existsSync(results))
  process.stdout.write(`\n${closingLines(JSON.parse(readFileSync(results, 'utf8'))).join('\n')}\n`);
process.exit(vitest.status ?? 1);
