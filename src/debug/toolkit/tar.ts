import { Readable } from 'node:stream';
import { extract, pack } from 'tar-stream';
import { directoriesFor, headerOf, type ToolkitEntry } from './layout.ts';

/** What an engine makes in every container by itself, and marks it with. */
const ENGINE_MADE = /^(\.\/)?(\.dockerenv|dev\/.|proc\/.|sys\/.|etc\/(hostname|hosts|resolv\.conf|mtab)$)/;

/**
 * A root file system as a tar: a base's own entries first, if there is one, then ours (a later entry of the same path
 * replaces an earlier one). The tar fails when the base's does.
 */
export function toolkitTar(
  entries: readonly ToolkitEntry[],
  base: NodeJS.ReadableStream | null,
): NodeJS.ReadableStream {
  const out = pack();
  const finish = (): void => {
    const directories = base === null ? directoriesFor(entries) : [];
    for (const entry of [...directories, ...inOrder(entries)]) {
      if (entry.kind === 'file') out.entry(headerOf(entry), entry.content);
      else out.entry(headerOf(entry));
    }
    out.finalize();
  };
  if (base === null) {
    finish();
    return Readable.from(out);
  }
  const parser = extract();
  parser.on('entry', (header, stream, next) => {
    if (ENGINE_MADE.test(header.name)) {
      stream.on('end', next);
      stream.resume();
    } else if (header.type === 'file') {
      stream.pipe(out.entry({ ...header, pax: undefined }, next));
    } else {
      out.entry({ ...header, pax: undefined, size: 0 }, () => next());
      stream.resume();
    }
  });
  parser.on('finish', finish);
  parser.on('error', (error) => out.destroy(error));
  base.on('error', (error) => out.destroy(error));
  base.pipe(parser);
  return Readable.from(out);
}

/** Directories and links before what stands below them. */
function inOrder(entries: readonly ToolkitEntry[]): ToolkitEntry[] {
  const rank = (entry: ToolkitEntry): number => (entry.kind === 'link' ? 0 : entry.kind === 'directory' ? 1 : 2);
  return [...entries].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
}
