import type { Pack } from 'tar-stream';

/** One entry of a toolkit's file system; paths are absolute. */
export type ToolkitEntry = { readonly path: string } & (
  | { readonly kind: 'file'; readonly content: Buffer; readonly mode: number }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'directory'; readonly mode: number }
);

/** Where our own programs stand, out of the way of a base's. */
export const OWN_DIRECTORY = '/usr/local/bin';

/** An entry's header in a tar; everything is root's and of no particular time, so that the same tools give the same tar. */
export function headerOf(entry: ToolkitEntry): Parameters<Pack['entry']>[0] {
  const name = entry.path.replace(/^\/+/, '');
  const common = { uid: 0, gid: 0, mtime: new Date(0) };
  if (entry.kind === 'link') return { ...common, name, type: 'symlink', linkname: entry.target, mode: 0o777, size: 0 };
  if (entry.kind === 'directory') return { ...common, name: `${name}/`, type: 'directory', mode: entry.mode, size: 0 };
  return { ...common, name, type: 'file', mode: entry.mode, size: entry.content.length };
}

const BARE: readonly ToolkitEntry[] = [
  {
    path: '/etc/passwd',
    kind: 'file',
    mode: 0o644,
    content: text('root:x:0:0:root:/:/bin/sh', 'nobody:x:65534:65534:nobody:/:/bin/false'),
  },
  { path: '/etc/group', kind: 'file', mode: 0o644, content: text('root:x:0:', 'nogroup:x:65534:') },
  {
    path: '/etc/nsswitch.conf',
    kind: 'file',
    mode: 0o644,
    content: text('passwd: files', 'group: files', 'hosts: files dns'),
  },
  { path: '/tmp', kind: 'directory', mode: 0o1777 },
];

/** What an image without a base needs for look-ups and for running as anybody. Mount points are the engine's to make. */
export function bareSystem(): readonly ToolkitEntry[] {
  return BARE;
}

function text(...lines: string[]): Buffer {
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** Directories above the entries, parents first, that no entry or link of them is already. */
export function directoriesFor(entries: readonly ToolkitEntry[]): ToolkitEntry[] {
  const taken = new Set(entries.map((entry) => entry.path));
  const wanted = new Set<string>();
  for (const { path } of entries) {
    const parts = path.split('/').slice(1, -1);
    for (let depth = 1; depth <= parts.length; depth += 1) wanted.add(`/${parts.slice(0, depth).join('/')}`);
  }
  return [...wanted]
    .filter((path) => !taken.has(path))
    .sort()
    .map((path) => ({ path, kind: 'directory', mode: 0o755 }));
}
