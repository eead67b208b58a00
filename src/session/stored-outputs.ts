import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { SessionEvent } from './events.ts';
import type { Evidence, Json } from './evidence.ts';
import { isShallow } from './shape.ts';

export const OUTPUTS_DIR = 'outputs';

/** Longer texts go beside the journal (UTF-16 units). */
const INLINE = 8_192;
/** So much of it stays in the journal's line, for whoever reads that with a pager. */
const HEAD = 1_024;
/** A longer output is cut, and says so. */
const MOST_OUTPUT = 8 * 1024 * 1024;

type Part = 'stdout' | 'stderr' | 'data';
interface Kept {
  readonly sha256: string;
  readonly bytes: number;
}
type StoredEvidence = Evidence & { outputs?: Partial<Record<Part, Kept>> };

/** The event with every output of a size that is kept. Both the journal and the walk go on with this one. */
export function boundOutputs<T extends { type: string }>(event: T): T {
  if (event.type !== 'step.observed') return event;
  const observed = event as unknown as { evidence: Evidence[] };
  const isLong = (one: Evidence): boolean => one.stdout.length > MOST_OUTPUT || one.stderr.length > MOST_OUTPUT;
  if (!observed.evidence.some(isLong)) return event;
  const evidence = observed.evidence.map((one) =>
    isLong(one)
      ? { ...one, stdout: one.stdout.slice(0, MOST_OUTPUT), stderr: one.stderr.slice(0, MOST_OUTPUT), truncated: true }
      : one,
  );
  return { ...event, evidence };
}

/**
 * The event as the journal's line holds it: long outputs are files named by their hash, written through to disk before
 * the line that names them. What cannot be written there stays in the line.
 */
export function storeOutputs(dir: string, event: SessionEvent): SessionEvent {
  if (event.type !== 'step.observed') return event;
  const evidence = event.evidence.map((one): StoredEvidence => {
    const outputs: Partial<Record<Part, Kept>> = {};
    const stored: StoredEvidence = { ...one };
    for (const part of ['stdout', 'stderr'] as const) {
      const kept = one[part].length > INLINE ? keep(dir, one[part]) : null;
      if (kept === null) continue;
      outputs[part] = kept;
      stored[part] = one[part].slice(0, HEAD);
    }
    if (one.data !== undefined) {
      const text = JSON.stringify(one.data);
      const kept = text.length > INLINE ? keep(dir, text) : null;
      if (kept !== null) {
        outputs.data = kept;
        delete stored.data;
      }
    }
    return Object.keys(outputs).length === 0 ? one : { ...stored, outputs };
  });
  return { ...event, evidence };
}

function keep(dir: string, text: string): Kept | null {
  const bytes = Buffer.from(text);
  // Half a surrogate pair does not survive UTF-8; it does survive the journal's JSON.
  if (bytes.toString() !== text) return null;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const folder = join(dir, OUTPUTS_DIR);
  const file = join(folder, sha256);
  const kept = { sha256, bytes: bytes.length };
  const partial = `${file}.${process.pid}`;
  try {
    if (sizeOf(file) === bytes.length) return kept;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const fd = openSync(partial, 'wx', 0o600);
    try {
      for (let offset = 0; offset < bytes.length; ) offset += writeSync(fd, bytes, offset);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(partial, file);
    syncFolder(folder);
    return kept;
  } catch {
    try {
      unlinkSync(partial);
    } catch {
      // It was never made.
    }
    return null;
  }
}

/** A new name is on disk only when its folder is. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return -1;
  }
}

/** The event as it was before storeOutputs. What is missing or was changed stays cut, and a warning says so. */
export function restoreOutputs(dir: string, event: SessionEvent, warnings: string[]): SessionEvent {
  if (event.type !== 'step.observed' || !event.evidence.some((one) => 'outputs' in one)) return event;
  const evidence = event.evidence.map((one): Evidence => {
    const { outputs, ...rest } = one as StoredEvidence;
    if (typeof outputs !== 'object' || outputs === null) return rest;
    const whole: Evidence = rest;
    for (const part of ['stdout', 'stderr', 'data'] as const) {
      if (!Object.hasOwn(outputs, part)) continue;
      const text = read(dir, outputs[part]);
      if (text === null) {
        whole.truncated = true;
        warnings.push(
          `An output of ${event.step} is not beside the journal any more, or was changed; its beginning is left.`,
        );
      } else if (part !== 'data') whole[part] = text;
      else setData(whole, text, warnings);
    }
    return whole;
  });
  return { ...event, evidence };
}

function setData(evidence: Evidence, text: string, warnings: string[]): void {
  try {
    const data = JSON.parse(text) as Json;
    if (isShallow(data)) evidence.data = data;
  } catch {
    warnings.push('Values of a step beside the journal cannot be read.');
  }
}

/** The text of a kept output, whose hash says that it is the one; null when it is not to be had. */
function read(dir: string, kept: unknown): string | null {
  const { sha256, bytes } = (typeof kept === 'object' && kept !== null ? kept : {}) as Partial<Kept>;
  // The name is a hash and nothing else: it cannot lead out of the folder.
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return null;
  if (typeof bytes !== 'number' || bytes > MOST_OUTPUT * 4) return null;
  const file = join(dir, OUTPUTS_DIR, sha256);
  try {
    if (sizeOf(file) !== bytes) return null;
    const content = readFileSync(file);
    return createHash('sha256').update(content).digest('hex') === sha256 ? content.toString() : null;
  } catch {
    return null;
  }
}
