import type { Unavailable } from '../../engine/engine.ts';
import type { Json, Observation } from '../../session/evidence.ts';
import { endOfLifeOf, endOfLifeTable } from '../end-of-life.ts';
import { OS_RELEASE_PATHS, type OsRelease, parseOsRelease } from '../os-release.ts';
import type { ReadContext, Reader, TargetFiles } from '../reader.ts';
import { readEvidence } from './evidence.ts';

/** The distribution of the image; null where it has none (scratch, some distroless ones). Unavailable: not to be read. */
export async function readOsRelease(
  files: Pick<TargetFiles, 'read'>,
): Promise<{ release: OsRelease; path: string; text: string } | Unavailable | null> {
  for (const path of OS_RELEASE_PATHS) {
    const read = await files.read(path, 16 * 1024);
    if (!read.ok && read.kind !== 'missing') return read;
    const text = read.ok ? read.value.bytes.toString('utf8') : '';
    const release = text === '' ? null : parseOsRelease(text);
    if (release) return { release, path, text };
  }
  return null;
}

async function observe(context: ReadContext, what: string): Promise<Observation> {
  const startedAt = new Date();
  const [found, table] = await Promise.all([readOsRelease(context.files), endOfLifeTable()]);
  if (found !== null && 'ok' in found) {
    return { kind: 'unseen', reason: found.reason, toCheckIt: found.toCheckIt, evidence: [] };
  }
  const release = found?.release ?? null;
  const data = {
    release,
    path: found?.path ?? '',
    endOfLife: release ? endOfLifeOf(table, release.id, release.version) : { kind: 'unknown' },
    imageCreated: context.image.createdAt,
  };
  return {
    kind: 'seen',
    libcMatched: null,
    evidence: [
      readEvidence({
        what,
        startedAt,
        data: data as unknown as Json,
        stdout: found?.text ?? `neither ${OS_RELEASE_PATHS.join(' nor ')} is there`,
        byHand: context.files.byHand(found?.path ?? OS_RELEASE_PATHS[0]),
      }),
    ],
  };
}

/** Name and version of the distribution. */
export const osRelease: Reader = {
  source: 'os-release',
  read: (context) => observe(context, 'os-release'),
};

/** How old the image is, and whether its distribution still gets fixes. */
export const baseAge: Reader = {
  source: 'base-age',
  read: (context) => observe(context, 'age of the base'),
};
