import type { IncomingMessage } from 'node:http';
import { extract, type Header } from 'tar-stream';
import { Answered, ask, type Question, unavailable } from './answers.ts';
import { entryKind, entryPath } from './archive-format.ts';
import type { createContainerFiles } from './container-files.ts';
import { pathOf } from './container-queries.ts';
import type { Answer, TreeEntry } from './engine.ts';
import { type Wire, WireFailure } from './wire.ts';

/** A disk that gives nothing for so long will not. */
const IDLE_LIMIT_MS = 15_000;

export interface TreeOptions {
  readonly headBytes: number;
  readonly maxEntries: number;
  readonly signal?: AbortSignal;
}

/** Every entry below a directory, in one archive stream; for created containers of ours, as it holds the lock throughout. */
export function walkTree(
  wire: Wire,
  files: Pick<ReturnType<typeof createContainerFiles>, 'resolve'>,
  id: string,
  path: string,
  options: TreeOptions,
  visit: (entry: TreeEntry) => void,
): Promise<Answer<{ entries: number; truncated: boolean }>> {
  const question: Question = {
    what: `files below ${path}`,
    toCheckIt: `docker cp ${id.slice(0, 12)}:${path} - | tar -tv`,
  };
  return ask(question, async () => {
    const found = await files.resolve(id, path, question, options.signal);
    if (found.stat.kind !== 'directory') {
      throw new Answered(unavailable('missing', `${path} is no directory`, question.toCheckIt));
    }
    const response = await wire.stream({
      method: 'GET',
      path: pathOf(id, '/archive', question),
      query: { path: found.path },
      signal: options.signal,
    });
    return readTree(response, found.path, options, visit);
  });
}

function readTree(
  response: IncomingMessage,
  base: string,
  options: TreeOptions,
  visit: (entry: TreeEntry) => void,
): Promise<{ entries: number; truncated: boolean }> {
  return new Promise((resolve, reject) => {
    const parser = extract();
    let entries = 0;
    let root: string | null = null;
    const end = (act: () => void): void => {
      clearTimeout(idle);
      options.signal?.removeEventListener('abort', onAbort);
      // First: destroying makes both tell of a broken connection.
      act();
      response.unpipe(parser);
      response.destroy();
      parser.destroy();
    };
    const fail = (error: Error): void => end(() => reject(error));
    const onAbort = (): void => fail(new WireFailure('cancelled', 'cancelled'));
    const idle = setTimeout(() => fail(new WireFailure('timeout', 'nothing more for 15 s')), IDLE_LIMIT_MS);
    if (options.signal?.aborted) return onAbort();
    options.signal?.addEventListener('abort', onAbort, { once: true });
    parser.on('entry', (header, entry, next) => {
      idle.refresh();
      root ??= header.name;
      const heads: Buffer[] = [];
      let kept = 0;
      entry.on('data', (data: unknown) => {
        const chunk = data as Buffer;
        idle.refresh();
        if (kept >= options.headBytes) return;
        // Copied: a slice of a few bytes would hold the whole chunk for as long as the caller holds the entry.
        const part = Buffer.from(chunk.subarray(0, options.headBytes - kept));
        kept += part.length;
        heads.push(part);
      });
      entry.on('error', fail);
      entry.on('end', () => {
        if (entries >= options.maxEntries) return end(() => resolve({ entries, truncated: true }));
        entries += 1;
        try {
          visit(toTreeEntry(base, root ?? '', header, Buffer.concat(heads)));
        } catch (error) {
          return fail(error instanceof Error ? error : new Error(String(error)));
        }
        next();
      });
    });
    parser.on('finish', () => end(() => resolve({ entries, truncated: false })));
    parser.on('error', fail);
    response.on('error', fail);
    response.on('aborted', () => fail(new WireFailure('connection', 'the engine closed the connection')));
    response.pipe(parser);
  });
}

function toTreeEntry(base: string, root: string, header: Header, head: Buffer): TreeEntry {
  const kind = entryKind(header.type);
  return {
    path: entryPath(base, root, header.name),
    kind,
    sizeBytes: header.size ?? 0,
    mode: (header.mode ?? 0) & 0o7777,
    uid: header.uid ?? 0,
    gid: header.gid ?? 0,
    modifiedAt: header.mtime instanceof Date && !Number.isNaN(header.mtime.getTime()) ? header.mtime.toISOString() : '',
    // A hard link names another entry of the archive; its own size is then 0.
    linkTarget:
      header.type === 'link'
        ? entryPath(base, root, header.linkname ?? '')
        : kind === 'symlink'
          ? (header.linkname ?? '')
          : '',
    head: kind === 'file' ? head : Buffer.alloc(0),
  };
}
