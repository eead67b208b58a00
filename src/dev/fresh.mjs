import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/** What `npm start` and `npm test` share: install what is missing, build what is stale. Needs nothing but Node. */

/** Dependencies are installed when the lock file is newer than what npm last wrote. Its output goes to standard error. */
export function install() {
  const marker = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs) return;
  process.stderr.write('walkdown: installing dependencies (once) …\n');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
    env: { ...process.env, NODE_ENV: 'development' },
  });
  if (npm.status !== 0) {
    process.stderr.write('walkdown: npm ci failed; read its lines above, then run npm ci by hand.\n');
    process.exit(1);
  }
}

/** Builds dist/ when any source is newer than it. */
export async function build() {
  const built = join(root, 'dist', 'cli.js');
  if (existsSync(built) && newest(join(root, 'src')) <= statSync(built).mtimeMs) return;
  const { bundle } = await import('./build.mjs');
  await bundle();
}

function newest(dir) {
  let time = statSync(dir).mtimeMs;
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    time = Math.max(time, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return time;
}
