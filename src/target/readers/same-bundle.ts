import { createHash } from 'node:crypto';
import type { ContainerDetails } from '../../engine/engine.ts';
import type { ReadContext } from '../reader.ts';
import { containerEnv } from './container-env.ts';
import { BUNDLES } from './trust-store.ts';

/** So many of the target's own image are read one by one, and of so many other images one each. */
const MOST_OF_IMAGE = 12;
const MOST_IMAGES = 8;
const MOST_BYTES = 2 * 1024 * 1024;

/**
 * The running containers whose CA bundle holds the same bytes as the target's, by id; of the others of one image the first
 * stands for all. Who has the same mount in that place has the same file without being read. One that does not run is never
 * read: that could write to it.
 */
export async function sameBundle(
  context: ReadContext,
  target: ContainerDetails,
  others: readonly ContainerDetails[],
  until: number,
): Promise<string[]> {
  const running = others.filter((one) => one.state === 'running' && variableOf(one) === variableOf(target));
  const own = running.length === 0 ? null : await ownBundle(context);
  if (own === null) return [];
  const mounted = mountAt(target, own.path);
  const same = running.filter((one) => mounted !== '' && mountAt(one, own.path) === mounted).map((one) => one.id);
  const plain = running.filter((one) => mountAt(one, own.path) === '');
  const alike = plain.filter((one) => one.imageId === target.imageId).slice(0, MOST_OF_IMAGE);
  const byImage = new Map<string, ContainerDetails[]>();
  for (const one of plain.filter(({ imageId }) => imageId !== target.imageId)) {
    byImage.set(one.imageId, [...(byImage.get(one.imageId) ?? []), one]);
  }
  for (const ones of [...alike.map((one) => [one]), ...[...byImage.values()].slice(0, MOST_IMAGES)]) {
    const [first] = ones;
    if (first === undefined || Date.now() > until || context.signal?.aborted) break;
    const read = await context.engine.readFile(first.id, own.path, { maxBytes: MOST_BYTES, signal: context.signal });
    if (read.ok && hashOf(read.value.bytes) === own.hash) same.push(...ones.map((one) => one.id));
  }
  return same;
}

async function ownBundle(context: ReadContext): Promise<{ path: string; hash: string } | null> {
  const named = containerEnv(context).get('SSL_CERT_FILE');
  for (const path of named ? [named] : BUNDLES) {
    const read = await context.files.read(path, MOST_BYTES);
    if (read.ok && read.value.stat.kind === 'file') return { path: read.value.path, hash: hashOf(read.value.bytes) };
  }
  return null;
}

function variableOf(one: ContainerDetails): string {
  return one.env.findLast((line) => line.startsWith('SSL_CERT_FILE=')) ?? '';
}

/** What is mounted over a path; empty when it is the image's own. */
function mountAt({ mounts }: ContainerDetails, path: string): string {
  const over = mounts
    .filter(({ destination }) => path === destination || path.startsWith(`${destination}/`))
    .toSorted((a, b) => b.destination.length - a.destination.length)[0];
  return over === undefined ? '' : `${over.type}\n${over.source}\n${path.slice(over.destination.length)}`;
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
