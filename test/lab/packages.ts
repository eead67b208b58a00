import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A file of a Debian package of this machine's release, unpacked beside and not installed; kept between runs.
 * Throws with apt's words where the package cannot be had.
 */
export async function fromDebian(name: string, file: string): Promise<string> {
  const folder = join(tmpdir(), 'walkdown-lab-programs', `deb-${name.replace(/\W/g, '-')}`);
  const path = join(folder, file);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  await run('apt-get', ['download', name], { cwd: folder });
  const archive = readdirSync(folder).find((one) => one.endsWith('.deb'));
  if (!archive) throw new Error(`apt-get download ${name} left no package in ${folder}`);
  await run('dpkg-deb', ['-x', archive, '.'], { cwd: folder });
  return path;
}
