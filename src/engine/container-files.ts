import type { IncomingMessage } from 'node:http';
import { extract, type Header } from 'tar-stream';
import { Answered, ask, type Question, unavailable } from './answers.ts';
import { STAT_HEADER, toPathStat } from './archive-format.ts';
import { pathOf } from './container-queries.ts';
import type { Answer, FileRead, PathStat } from './engine.ts';
import { oneLine } from './one-line.ts';
import { resolvePath } from './resolve-path.ts';
import { type Wire, WireFailure } from './wire.ts';

/** An archive read holds the container's lock: it may not take longer, and its stream is never left open. */
const READ_LIMIT_MS = 5_000;

/** Mounts of the kernel that an engine's archive does not show. */
const NOT_ARCHIVED = ['/proc', '/sys', '/dev'];

/** Asks before the first read of a container whether reading would change it; answers or throws. */
export type ReadGuard = (containerId: string, question: Question) => Promise<void>;

/** Files of a container by the engine's archive: running, stopped, or created; nothing runs in it. */
export function createContainerFiles(wire: Wire, guard: ReadGuard) {
  async function lstat(id: string, path: string, question: Question, signal?: AbortSignal): Promise<PathStat | null> {
    try {
      const response = await wire.stream({
        method: 'HEAD',
        path: pathOf(id, '/archive', question),
        query: { path },
        deadlineMs: READ_LIMIT_MS,
        signal,
      });
      response.resume();
      const stat = toPathStat(path, response.headers[STAT_HEADER]);
      if (stat === null) throw new Error('the engine did not describe the path');
      return stat;
    } catch (error) {
      if (isMissingPath(error)) return explainMissing(id, question);
      throw await explainFailure(error, id, path, question);
    }
  }

  /** A HEAD has no body: whether the file or the whole container is missing shows only in another question. */
  async function explainMissing(id: string, question: Question): Promise<null> {
    await wire.json({ method: 'GET', path: pathOf(id, '/json', question) });
    return null;
  }

  /** Nor does it say what failed; the same by GET does. */
  async function explainFailure(error: unknown, id: string, path: string, question: Question): Promise<unknown> {
    if (!(error instanceof WireFailure) || error.kind !== 'status') return error;
    try {
      const request = { method: 'GET', path: pathOf(id, '/archive', question), query: { path } } as const;
      (await wire.stream({ ...request, deadlineMs: READ_LIMIT_MS })).destroy();
      return error;
    } catch (explained) {
      return explained;
    }
  }

  async function resolve(
    id: string,
    path: string,
    question: Question,
    signal?: AbortSignal,
  ): Promise<{ path: string; stat: PathStat }> {
    checkPath(path, question);
    await guard(id, question);
    const found = await resolvePath(path, (part) => lstat(id, part, question, signal));
    if (found.kind === 'found') return found;
    if (found.kind === 'loop')
      throw new Answered(
        unavailable('missing', `${question.what}: its symbolic links form a loop`, question.toCheckIt),
      );
    const via = found.via === '' ? '' : ` (${found.via} leads there)`;
    const at = found.at === path ? '' : `: there is no ${found.at}${via}`;
    throw new Answered(unavailable('missing', `${question.what} is not there${at}`, question.toCheckIt));
  }

  return {
    resolve,

    /** Describes a path without following its last part; `linkTarget` is as written. */
    stat(id: string, path: string): Promise<Answer<PathStat>> {
      const question = questionOf(id, path);
      return ask(question, async () => {
        checkPath(path, question);
        await guard(id, question);
        const stat = await lstat(id, path, question);
        if (stat === null)
          throw new Answered(unavailable('missing', `${question.what} is not there`, question.toCheckIt));
        return stat.kind === 'symlink' ? { ...stat, linkTarget: await linkAsWritten(wire, id, stat, question) } : stat;
      });
    },

    readFile(id: string, path: string, options: { maxBytes: number; signal?: AbortSignal }): Promise<Answer<FileRead>> {
      const question = questionOf(id, path);
      return ask(question, async () => {
        const found = await resolve(id, path, question, options.signal);
        if (found.stat.kind !== 'file') {
          const what = found.stat.kind === 'directory' ? 'a directory' : 'no regular file';
          throw new Answered(unavailable('missing', `${question.what} is ${what}`, question.toCheckIt));
        }
        const response = await wire.stream({
          method: 'GET',
          path: pathOf(id, '/archive', question),
          query: { path: found.path },
          deadlineMs: READ_LIMIT_MS,
          signal: options.signal,
        });
        const { header, bytes } = await readFirstEntry(response, options.maxBytes, options.signal);
        if (header.type !== 'file') throw new Error('it became something else while it was read');
        return {
          path: found.path,
          stat: { ...found.stat, sizeBytes: header.size ?? found.stat.sizeBytes },
          uid: header.uid ?? 0,
          gid: header.gid ?? 0,
          bytes,
          truncated: (header.size ?? 0) > bytes.length,
        };
      });
    },
  };
}

function questionOf(id: string, path: string): Question {
  return { what: oneLine(path, 200), toCheckIt: `docker cp ${id.slice(0, 12)}:${oneLine(path, 200)} - | tar -xO` };
}

function checkPath(path: string, question: Question): void {
  if (!path.startsWith('/') || path.length > 4_096 || path.includes('\0')) {
    throw new Answered(unavailable('missing', `${question.what} is no absolute path`, question.toCheckIt));
  }
  if (NOT_ARCHIVED.some((root) => path === root || path.startsWith(`${root}/`))) {
    throw new Answered(
      unavailable(
        'unsupported',
        `${question.what}: the engine's archive does not show ${path.split('/', 2).join('/')}`,
        question.toCheckIt,
      ),
    );
  }
}

function isMissingPath(error: unknown): boolean {
  return error instanceof WireFailure && error.status === 404;
}

/** The archive of a symlink is the link itself; Podman's is what it leads to, and then only its end is known. */
async function linkAsWritten(wire: Wire, id: string, stat: PathStat, question: Question): Promise<string> {
  const response = await wire.stream({
    method: 'GET',
    path: pathOf(id, '/archive', question),
    query: { path: stat.path },
    deadlineMs: READ_LIMIT_MS,
  });
  const { header } = await readFirstEntry(response, 0);
  return header.type === 'symlink' ? (header.linkname ?? '') : stat.linkTarget;
}

/** The first entry of an archive and the first bytes of it; the connection is closed as soon as they are there. */
function readFirstEntry(
  response: IncomingMessage,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<{ header: Header; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    const parser = extract();
    const end = (act: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      // First: destroying makes both tell of a broken connection.
      act();
      response.unpipe(parser);
      response.destroy();
      parser.destroy();
    };
    const fail = (error: Error): void => end(() => reject(error));
    const onAbort = (): void => fail(new WireFailure('cancelled', 'cancelled'));
    const timer = setTimeout(
      () => fail(new WireFailure('timeout', `no whole answer within ${READ_LIMIT_MS / 1000} s`)),
      READ_LIMIT_MS,
    );
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    parser.on('entry', (header, entry) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const enough = (): void => end(() => resolve({ header, bytes: Buffer.concat(chunks).subarray(0, maxBytes) }));
      if (maxBytes <= 0 || header.size === 0) return enough();
      entry.on('data', (data: unknown) => {
        const chunk = data as Buffer;
        chunks.push(chunk);
        size += chunk.length;
        if (size >= maxBytes) enough();
      });
      entry.on('end', enough);
      entry.on('error', fail);
    });
    parser.on('finish', () => fail(new Error('the archive is empty')));
    parser.on('error', fail);
    response.on('error', fail);
    response.on('close', () => {
      // A small answer is all there, and its connection closed, before the parser has looked at it.
      if (!response.complete) fail(new WireFailure('connection', 'the engine closed the connection'));
    });
    response.pipe(parser);
  });
}
