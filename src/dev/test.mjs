import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, root } from './fresh.mjs';

/** `npm test`: installs, builds, runs every test, and says in its last lines what was left out and why. */

install();
await build();
mkdirSync(join(root, 'dist'), { recursive: true });
const leftOut = join(root, 'dist', 'live-tests-left-out.txt');
rmSync(leftOut, { force: true });
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
  { cwd: root, stdio: 'inherit', env: { ...process.env, WALKDOWN_LEFT_OUT_FILE: leftOut } },
);
if (existsSync(leftOut)) process.stdout.write(`\n${readFileSync(leftOut, 'utf8').trim()}\n`);
process.exit(vitest.status ?? 1);
