import type { PathStat, TreeEntry } from './engine.ts';
import { asNumber, asObject, asText, asTime, parseJson } from './json.ts';

/** Bits of Go's FileMode, as the engine writes them into a path's description. */
const GO_DIRECTORY = 1 << 31;
const GO_SYMLINK = 1 << 27;
const GO_SPECIAL = (1 << 26) | (1 << 25) | (1 << 24) | (1 << 21) | (1 << 19);
const GO_SETUID = 1 << 23;
const GO_SETGID = 1 << 22;
const GO_STICKY = 1 << 20;

/** Header of the engine's answer that describes the path: base64 of JSON. */
export const STAT_HEADER = 'x-docker-container-path-stat';

/**
 * A path's description from the header; null when it cannot be made out. `linkTarget` is what the engine writes: Docker
 * follows the whole chain inside the container's root first.
 */
export function toPathStat(path: string, header: unknown): PathStat | null {
  if (typeof header !== 'string' || header.length > 64_000) return null;
  const value = parseJson(Buffer.from(header, 'base64').toString('utf8'));
  const stat = asObject(value);
  const mode = asNumber(stat.mode);
  if (mode === null) return null;
  return {
    path,
    kind: mode & GO_DIRECTORY ? 'directory' : mode & GO_SYMLINK ? 'symlink' : mode & GO_SPECIAL ? 'other' : 'file',
    sizeBytes: asNumber(stat.size) ?? 0,
    mode:
      (mode & 0o777) |
      (mode & GO_SETUID ? 0o4000 : 0) |
      (mode & GO_SETGID ? 0o2000 : 0) |
      (mode & GO_STICKY ? 0o1000 : 0),
    modifiedAt: asTime(stat.mtime) ?? '',
    linkTarget: asText(stat.linkTarget),
  };
}

/** What a tar entry is, in the interface's words. A hard link is a file whose bytes stand elsewhere. */
export function entryKind(type: string | null | undefined): TreeEntry['kind'] {
  switch (type) {
    case 'file':
    case 'contiguous-file':
    case 'link':
    case null:
    case undefined:
      return 'file';
    case 'directory':
      return 'directory';
    case 'symlink':
      return 'symlink';
    default:
      return 'other';
  }
}

/**
 * An entry's absolute path: names in the archive begin with the last part of the directory asked for (`root`, as its
 * first entry writes it).
 */
export function entryPath(base: string, root: string, name: string): string {
  const clean = name.replace(/^\.?\/+/, '').replace(/\/+$/, '');
  const prefix = root.replace(/^\.?\/+/, '').replace(/\/+$/, '');
  const rest =
    clean === prefix ? '' : prefix !== '' && clean.startsWith(`${prefix}/`) ? clean.slice(prefix.length + 1) : clean;
  const parts = [...base.split('/'), ...rest.split('/')].filter((part) => part !== '' && part !== '.');
  return `/${parts.join('/')}`;
}
