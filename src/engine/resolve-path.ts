import type { PathStat } from './engine.ts';

/** The kernel's own limit. */
const MAX_LINKS = 40;
const MAX_PARTS = 256;

/** Where a path leads inside a container's root. */
export type ResolvedPath =
  | { readonly kind: 'found'; readonly path: string; readonly stat: PathStat }
  /** `at` is the first part that is not there; `via` the last symlink that was followed to it, empty for none. */
  | { readonly kind: 'missing'; readonly at: string; readonly via: string }
  | { readonly kind: 'loop' };

/**
 * Follows every symlink of a path, those of its directories too (/bin is one where /usr is merged), never out of the
 * root: an absolute target begins at the container's root, and `..` ends there. `lstat` describes one path without
 * following its last part, null when it is not there; it is asked for all parts side by side, as each asking is a round trip.
 */
export async function resolvePath(
  path: string,
  lstat: (path: string) => Promise<PathStat | null>,
): Promise<ResolvedPath> {
  const asked = new Map<string, Promise<PathStat | null>>();
  const look = (at: string): Promise<PathStat | null> => {
    const known = asked.get(at) ?? lstat(at);
    // Looked at ahead and perhaps never awaited: its failure is told by the one that is.
    known.catch(() => undefined);
    asked.set(at, known);
    return known;
  };
  let done: string[] = [];
  let pending = partsOf(path);
  let links = 0;
  let via = '';
  let last: PathStat | null = null;
  lookAhead(done, pending, look);
  for (;;) {
    const part = pending.shift();
    if (part === undefined) break;
    if (part === '..') {
      done.pop();
      last = null;
      continue;
    }
    const at = `/${[...done, part].join('/')}`;
    const stat = await look(at);
    if (stat === null) return { kind: 'missing', at, via };
    if (stat.kind !== 'symlink') {
      // The kernel's "not a directory"; engines put it in other words each.
      if (stat.kind !== 'directory' && pending.length > 0) return { kind: 'missing', at: `${at}/${pending[0]}`, via };
      done.push(part);
      last = stat;
      continue;
    }
    links += 1;
    const rest = [...partsOf(stat.linkTarget), ...pending];
    if (links > MAX_LINKS || rest.length > MAX_PARTS) return { kind: 'loop' };
    if (stat.linkTarget === '') return { kind: 'missing', at, via };
    via = at;
    if (stat.linkTarget.startsWith('/')) done = [];
    pending = rest;
    lookAhead(done, pending, look);
  }
  const end = `/${done.join('/')}`;
  const stat = last ?? (await look(end));
  return stat === null ? { kind: 'missing', at: end, via } : { kind: 'found', path: end, stat };
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

function lookAhead(done: readonly string[], pending: readonly string[], look: (at: string) => unknown): void {
  const parts = [...done];
  for (const part of pending) {
    if (part === '..') return;
    parts.push(part);
    look(`/${parts.join('/')}`);
  }
}
