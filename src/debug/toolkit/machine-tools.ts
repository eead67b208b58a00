import { execFile } from 'node:child_process';
import { lstat, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parseElf } from '../../target/elf.ts';
import type { ToolkitEntry } from './layout.ts';

const run = promisify(execFile);
const MAX_FILE_BYTES = 64 << 20;
const PATH = ['/usr/bin', '/usr/sbin', '/bin', '/sbin', '/usr/local/bin'];

/** A program of this machine for a glibc toolkit: how it tells its version, and which Debian package has it. */
interface Wanted {
  readonly name: string;
  readonly version?: readonly string[];
  readonly package?: string;
}

/** What a walk may want, and the small programs that commands are made of (which are not listed). */
const WANTED: readonly Wanted[] = [
  { name: 'openssl', version: ['version'], package: 'openssl' },
  { name: 'curl', version: ['--version'], package: 'curl' },
  { name: 'dig', version: ['-v'], package: 'bind9-dnsutils' },
  { name: 'getent', version: ['--version'] },
  { name: 'readelf', version: ['--version'], package: 'binutils' },
  { name: 'strace', version: ['--version'], package: 'strace' },
  { name: 'tcpdump', version: ['--version'], package: 'tcpdump' },
  { name: 'ip', version: ['-V'], package: 'iproute2' },
  { name: 'ss', version: ['-V'], package: 'iproute2' },
  { name: 'busybox', version: ['--help'], package: 'busybox' },
  ...[
    'sh',
    'bash',
    'cat',
    'dd',
    'sleep',
    'timeout',
    'chroot',
    'head',
    'ls',
    'env',
    'id',
    'date',
    'stat',
    'readlink',
  ].map((name) => ({ name })),
  ...'grep awk ps ldd df wc sort tr cut tail uptime nproc free top find mount uname ping true'
    .split(' ')
    .map((name) => ({ name })),
];

export interface Gathered {
  readonly entries: readonly ToolkitEntry[];
  readonly versions: Readonly<Record<string, string>>;
  /** Tools that this machine does not have, with the package that does. */
  readonly missing: readonly string[];
}

async function findProgram(name: string): Promise<string | null> {
  for (const directory of PATH) {
    const path = join(directory, name);
    const found = await stat(path).catch(() => null);
    if (found?.isFile()) return path;
  }
  return null;
}

/** The libraries and the loader of one of this machine's own programs, as its ldd lists them. */
async function librariesOf(program: string): Promise<string[]> {
  const head = await readFile(program);
  const elf = parseElf(head);
  if (elf?.interpreter == null) return [];
  const { stdout } = await run('ldd', [program], { timeout: 20_000 });
  const listed = stdout.split('\n').flatMap((line) => /(?:=>\s+|^\s+)(\/\S+)\s+\(0x/.exec(line)?.[1] ?? []);
  return [...new Set([elf.interpreter, ...listed])];
}

/** Top-level directories that are links on this machine (/bin, /lib64, …): the toolkit has them as well. */
async function mergedDirectories(): Promise<Map<string, string>> {
  const links = new Map<string, string>();
  for (const path of ['/bin', '/sbin', '/lib', '/lib32', '/lib64']) {
    const at = await lstat(path).catch(() => null);
    if (at?.isSymbolicLink()) links.set(path, await readlink(path));
  }
  return links;
}

/** Takes tools and all that they need from this machine, for a toolkit of its own glibc. */
export async function gatherMachineTools(): Promise<Gathered> {
  const files = new Map<string, ToolkitEntry>();
  const versions: Record<string, string> = {};
  const missing: string[] = [];
  const add = async (path: string): Promise<void> => {
    // Where the directory really is; the file under the name that it is asked for by.
    const at = join(await realpath(dirname(path)), basename(path));
    if (files.has(at)) return;
    const found = await stat(path);
    if (!found.isFile() || found.size > MAX_FILE_BYTES) return;
    files.set(at, { path: at, kind: 'file', content: await readFile(path), mode: found.mode & 0o111 ? 0o755 : 0o644 });
  };
  for (const { name, version, package: from } of WANTED) {
    const path = await findProgram(name);
    if (path === null) {
      if (from) missing.push(`${name} (Debian: ${from})`);
      continue;
    }
    try {
      for (const needed of [path, ...(await librariesOf(path))]) await add(needed);
      if (version) versions[name] = await versionOf(path, version);
    } catch (error) {
      missing.push(`${name} (${error instanceof Error ? error.message.split('\n')[0] : error})`);
    }
  }
  for (const path of await nssModules(files)) await add(path);
  await add('/etc/ssl/openssl.cnf').catch(() => undefined);
  const links: ToolkitEntry[] = [...(await mergedDirectories())].map(([path, target]) => ({
    path,
    kind: 'link',
    target,
  }));
  if (files.has('/etc/ssl/openssl.cnf')) {
    links.push({ path: '/usr/lib/ssl/openssl.cnf', kind: 'link', target: '/etc/ssl/openssl.cnf' });
  }
  return { entries: [...links, ...files.values()], versions, missing };
}

/** glibc before 2.34 loads its file and DNS look-ups as modules that no program names. */
async function nssModules(files: ReadonlyMap<string, ToolkitEntry>): Promise<string[]> {
  const libc = [...files.keys()].find((path) => basename(path) === 'libc.so.6');
  if (libc === undefined) return [];
  const names = ['libnss_files.so.2', 'libnss_dns.so.2', 'libresolv.so.2'].map((name) => join(dirname(libc), name));
  const there = await Promise.all(names.map((path) => stat(path).catch(() => null)));
  return names.filter((_, index) => there[index]?.isFile());
}

/** The first version number that a tool says, on either stream. */
async function versionOf(path: string, args: readonly string[]): Promise<string> {
  const said = await run(path, [...args], { timeout: 10_000 }).catch(
    (error: { stdout?: string; stderr?: string }) => error,
  );
  return firstVersion(`${said.stdout ?? ''}\n${said.stderr ?? ''}`);
}

/** 3.0.16 out of "OpenSSL 3.0.16 11 Feb 2025"; "yes" where there is no number. Pure. */
export function firstVersion(text: string): string {
  return /(?<![\d.])\d{1,6}(?:\.\d{1,6}){1,3}[a-z]?\b/.exec(text.slice(0, 4096))?.[0] ?? 'yes';
}
