import { normalArchitecture } from '../elf/machine.ts';
import { parseElf } from '../elf.ts';
import type { LinkFile, OpenLibrary } from '../linking.ts';
import type { TargetFiles } from '../reader.ts';

/** The largest library that is read whole; of a longer one, what lies further back is unknown and said to be. */
const MOST_BYTES = 48 * 1024 * 1024;
const MOST_SYMBOLS = 60_000;
const HEAD_BYTES = 256 * 1024;

/** Opens the target's libraries, each once. */
export function libraryOpener(files: Pick<TargetFiles, 'read'>): OpenLibrary {
  const known = new Map<string, Promise<LinkFile | null>>();
  return (path) => {
    const before = known.get(path);
    if (before) return before;
    const opened = openElf(files, path);
    known.set(path, opened);
    return opened;
  };
}

/** What its first bytes tell of a program: its loader above all. What lies further back is unknown and said to be. */
export function openHead(files: Pick<TargetFiles, 'read'>, path: string): Promise<LinkFile | null> {
  return openElf(files, path, HEAD_BYTES);
}

async function openElf(
  files: Pick<TargetFiles, 'read'>,
  path: string,
  mostBytes = MOST_BYTES,
): Promise<LinkFile | null> {
  const read = await files.read(path, mostBytes);
  if (!read.ok || read.value.stat.kind !== 'file') return null;
  const elf = parseElf(read.value.bytes, { fileSize: read.value.stat.sizeBytes, symbols: MOST_SYMBOLS });
  const { path: real, stat, uid, gid } = read.value;
  return elf ? { path: real, elf, permissions: { mode: stat.mode, uid, gid } } : null;
}

const MUSL_NAME: Readonly<Record<string, string>> = { amd64: 'x86_64', arm64: 'aarch64', arm: 'armhf', '386': 'i386' };

/** Directories of ld.so.conf and its includes (glibc), or of /etc/ld-musl-ARCH.path (musl); null where none is set. */
export async function configuredDirectories(
  files: TargetFiles,
  family: string,
  architecture: string,
): Promise<string[] | null> {
  if (family === 'musl') {
    const name = MUSL_NAME[normalArchitecture(architecture)] ?? architecture;
    const read = await files.read(`/etc/ld-musl-${name}.path`, 64 * 1024);
    return read.ok ? split(read.value.bytes.toString('utf8'), /[:\n]/) : null;
  }
  const read = await files.read('/etc/ld.so.conf', 64 * 1024);
  if (!read.ok) return null;
  // Includes are globs of a directory, which is not listed here; Debian's own are the multiarch defaults, CUDA's and
  // the like are single files of known names.
  const names = ['libc.conf', 'x86_64-linux-gnu.conf', 'aarch64-linux-gnu.conf', 'local.conf', 'nvidia.conf'];
  const included = await Promise.all(names.map((one) => files.read(`/etc/ld.so.conf.d/${one}`, 16 * 1024)));
  const text = [read, ...included].map((one) => (one.ok ? one.value.bytes.toString('utf8') : '')).join('\n');
  return split(text, '\n').filter((line) => line.startsWith('/'));
}

function split(text: string, by: RegExp | string): string[] {
  return text
    .split(by)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(0, 64);
}
