import { createHash } from 'node:crypto';
import type { ContainerDetails } from '../../engine/engine.ts';
import type { ReadContext } from '../reader.ts';
import { containerEnv } from './container-env.ts';
import { BUNDLES } from './trust-store.ts';

/** So many of the target's own image are read one by one, and of so many other images one each. */
const MOST_OF_IMAGE = 12;
const MOST_IMAGES = 12;
const SIDE_BY_SIDE = 4;
const MOST_BYTES = 2 * 1024 * 1024;

/** Ids of running containers. */
export interface BundlesCompared {
  readonly same: readonly string[];
  /** Those of whom it is known, either way. */
  readonly compared: readonly string[];
}

/**
 * The running containers whose CA bundle holds the same bytes as the target's; of the others of one image the first
 * stands for all. Who has the same mount in that place has the same file without being read. One that does not run is never
 * read: that could write to it. `others`: the nearest first. Null where the target has no bundle.
 */
export async function sameBundle(
  context: ReadContext,
  target: ContainerDetails,
  others: readonly ContainerDetails[],
  until: number,
): Promise<BundlesCompared | null> {
  const own = await ownBundle(context);
  if (own === null) return null;
  const same: string[] = [];
  const compared: string[] = [];
  const mounted = mountAt(target, own.path);
  const groups = new Map<string, ContainerDetails[]>();
  for (const one of others.filter(({ state }) => state === 'running')) {
    const theirs = mountAt(one, own.path);
    if (variableOf(one) !== variableOf(target)) compared.push(one.id);
    else if (theirs !== '' && theirs === mounted) {
      same.push(one.id);
      compared.push(one.id);
    } else {
      const key = one.imageId === target.imageId || theirs !== '' ? one.id : one.imageId;
      groups.set(key, [...(groups.get(key) ?? []), one]);
    }
  }
  const isOwn = ([one]: readonly ContainerDetails[]): boolean => one?.imageId === target.imageId;
  const all = [...groups.values()];
  const chosen = [
    ...all.filter(isOwn).slice(0, MOST_OF_IMAGE),
    ...all.filter((ones) => !isOwn(ones)).slice(0, MOST_IMAGES),
  ];
  const worker = async (): Promise<void> => {
    for (let ones = chosen.shift(); ones !== undefined; ones = chosen.shift()) {
      const [first] = ones;
      if (first === undefined || Date.now() > until || context.signal?.aborted) return;
      // Without the signal: each part of each path would listen to it, and the time is bounded as it is.
      const read = await context.engine.readFile(first.id, own.path, { maxBytes: MOST_BYTES });
      if (!read.ok && read.kind !== 'missing') continue;
      compared.push(...ones.map((one) => one.id));
      if (read.ok && hashOf(read.value.bytes) === own.hash) same.push(...ones.map((one) => one.id));
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
  return { same, compared };
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
