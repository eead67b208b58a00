import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isElf, parseElf } from '../../target/elf.ts';
import { muslVersion } from '../../target/libc-bytes.ts';
import { loaderCandidates, loaderFamily } from '../../target/loaders.ts';
import { OWN_DIRECTORY, type ToolkitEntry } from './layout.ts';

const run = promisify(execFile);

export interface MachineMusl {
  readonly version: string;
  readonly entries: readonly ToolkitEntry[];
  readonly versions: Readonly<Record<string, string>>;
  readonly missing: readonly string[];
}

/** The musl of this machine (Debian's package `musl`), and a shell where a static one is to be had; null without musl. */
export async function gatherMachineMusl(architecture: string): Promise<MachineMusl | null> {
  const loader = loaderCandidates(architecture).find((path) => loaderFamily(path) === 'musl');
  const libc = loader === undefined ? null : await readFile(loader).catch(() => null);
  const version = libc === null ? null : muslVersion(libc);
  if (loader === undefined || libc === null || version === null) return null;
  const entries: ToolkitEntry[] = [{ path: loader, kind: 'file', content: libc, mode: 0o755 }];
  const versions: Record<string, string> = {};
  const missing: string[] = [];
  // The look-ups that a walk asks for by name are our resolver probe's.
  entries.push({ path: '/usr/bin/getent', kind: 'link', target: `${OWN_DIRECTORY}/walkdown-resolve` });
  const busybox = await staticBusybox();
  if (busybox) {
    entries.push({ path: '/bin/busybox', kind: 'file', content: busybox, mode: 0o755 });
    for (const applet of await appletsOf(busybox))
      entries.push({ path: `/bin/${applet}`, kind: 'link', target: 'busybox' });
    versions.busybox = 'static';
  } else {
    missing.push('a shell (Debian: busybox-static)');
    for (const name of ['sleep', 'cat']) {
      entries.push({ path: `/bin/${name}`, kind: 'link', target: `${OWN_DIRECTORY}/walkdown-run` });
    }
  }
  return { version, entries, versions, missing };
}

/** Applets that look names up: theirs would be another libc's answers. */
const LOOKS_UP =
  /^(nslookup|wget|ping6?|telnet|ftpget|ftpput|traceroute6?|rdate|hostname|dnsdomainname|whois|ntpd|arping)$/;

async function appletsOf(busybox: Buffer): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'walkdown-busybox-'));
  try {
    const path = join(folder, 'busybox');
    await writeFile(path, busybox, { mode: 0o755 });
    const { stdout } = await run(path, ['--list'], { timeout: 10_000 });
    return stdout
      .split('\n')
      .filter((name) => /^[\w.[-]{1,30}$/.test(name) && name !== 'busybox' && !LOOKS_UP.test(name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A busybox that needs no libc: installed, or out of Debian's package without installing it. */
async function staticBusybox(): Promise<Buffer | null> {
  for (const path of ['/bin/busybox', '/usr/bin/busybox']) {
    const bytes = await readFile(path).catch(() => null);
    if (bytes && isStatic(bytes)) return bytes;
  }
  const folder = await mkdtemp(join(tmpdir(), 'walkdown-busybox-'));
  try {
    await run('apt-get', ['download', '-q', 'busybox-static'], { cwd: folder, timeout: 60_000 });
    const deb = (await readdir(folder)).find((name) => name.endsWith('.deb'));
    if (deb === undefined) return null;
    await run('dpkg-deb', ['-x', deb, 'x'], { cwd: folder, timeout: 30_000 });
    for (const path of ['x/bin/busybox', 'x/usr/bin/busybox']) {
      const bytes = await readFile(join(folder, path)).catch(() => null);
      if (bytes && isStatic(bytes)) return bytes;
    }
    return null;
  } catch {
    return null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isStatic(bytes: Buffer): boolean {
  return isElf(bytes) && (parseElf(bytes)?.linkage ?? '').startsWith('static');
}
