import { setTimeout as sleep } from 'node:timers/promises';
import type { Json, Observation } from '../../session/evidence.ts';
import type { Reader } from '../reader.ts';
import { readEvidence } from './evidence.ts';

/** Between the two samples, in milliseconds: counters since the start prove nothing of now. */
const INTERVAL_MS = 1000;

/** CPU, memory and block I/O of the container's own group, twice. */
export const usage: Reader = {
  source: 'usage',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const { container, engine, signal } = context;
    if (!container) return { kind: 'unseen', reason: 'an image uses nothing', toCheckIt: 'run it', evidence: [] };
    const first = await engine.usage(container.id);
    if (!first.ok) return { kind: 'unseen', reason: first.reason, toCheckIt: first.toCheckIt, evidence: [] };
    await sleep(INTERVAL_MS, undefined, { signal }).catch(() => undefined);
    const second = await engine.usage(container.id);
    if (!second.ok) return { kind: 'unseen', reason: second.reason, toCheckIt: second.toCheckIt, evidence: [] };
    const data = {
      first: first.value,
      second: second.value,
      cpuLimit: container.cpuLimit,
      memoryLimitBytes: container.memoryLimitBytes,
    };
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: `usage, two samples ${INTERVAL_MS} ms apart`,
          startedAt,
          data: data as unknown as Json,
          stdout: JSON.stringify(data, null, 2),
          byHand: `docker stats --no-stream ${container.name}`,
          byHandEquivalent: true,
        }),
      ],
    };
  },
};

/** From this share of the limit on, caches included, it matters whether the caches are of any use. */
const FULL_SHARE = 0.95;

/** Memory use as it is now: one sample, and a second where the limit is reached, for what is read again and again. */
export const usageNow: Reader = {
  source: 'usage-now',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const { container, engine } = context;
    if (!container) return { kind: 'unseen', reason: 'an image uses nothing', toCheckIt: 'run it', evidence: [] };
    const sample = await engine.usage(container.id);
    if (!sample.ok) return { kind: 'unseen', reason: sample.reason, toCheckIt: sample.toCheckIt, evidence: [] };
    const limit = container.memoryLimitBytes;
    const full = limit && (sample.value.memoryWithCachesBytes ?? 0) >= limit * FULL_SHARE;
    if (full) await sleep(INTERVAL_MS, undefined, { signal: context.signal }).catch(() => undefined);
    const later = full ? await engine.usage(container.id) : sample;
    const data = {
      first: sample.value,
      second: later.ok ? later.value : sample.value,
      cpuLimit: container.cpuLimit,
      memoryLimitBytes: container.memoryLimitBytes,
    };
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'memory use',
          startedAt,
          data: data as unknown as Json,
          stdout: JSON.stringify(full ? data : sample.value, null, 2),
          byHand: `docker stats --no-stream ${container.name}`,
          byHandEquivalent: true,
        }),
      ],
    };
  },
};
