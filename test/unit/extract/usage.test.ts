import { describe, expect, it } from 'vitest';
import { threadStates } from '../../../src/extract/thread-states.ts';
import { cpu, memory } from '../../../src/extract/usage.ts';
import type { Json } from '../../../src/session/evidence.ts';
import { context, told } from './context.ts';

const look = (...rows: [pid: number, state: string, waitsIn?: string, command?: string][]): Json =>
  rows.map(([pid, state, waitsIn = '-', command = 'app']) => ({ pid, state, waitsIn, command }));

describe('thread states', () => {
  const facts = (...looks: Json[]) => threadStates.extract([told({ looks })], context());

  it('counts the looks in which somebody waited for the disk, and says who and where', () => {
    const waiting = look([1, 'Ss', 'do_wait', 'sh'], [7, 'D', 'iomap_dio_rw', 'dd']);
    expect(facts(waiting, waiting, look([1, 'Ss']), waiting)).toMatchObject({
      looks: 4,
      waitingLooks: 3,
      waitingShare: 0.75,
      waitingText: 'dd in iomap_dio_rw',
    });
  });

  it('threads that run side by side are those of one process', () => {
    expect(facts(look([1, 'Rsl'], [1, 'Rsl'], [1, 'Ssl']))).toMatchObject({ runningTogether: 2, waitingShare: 0 });
    expect(facts(look([1, 'R'], [2, 'R'], [3, 'R']))).toMatchObject({ runningTogether: 1 });
  });

  it('nothing seen is nothing said', () => {
    expect(facts()).toEqual({});
    expect(threadStates.extract([told({ looks: 'none' })], context())).toEqual({});
  });
});

describe('cpu', () => {
  const sample = (at: string, over: Record<string, Json>): Json => ({ at, throttling: null, ...over });
  const facts = (second: Record<string, Json>) =>
    cpu.extract(
      [
        told({
          first: sample('2026-01-03T10:00:00Z', { cpuTotalNs: 0, cpuKernelNs: 0, packets: 100 }),
          second: sample('2026-01-03T10:00:01Z', second),
          cpuLimit: null,
        }),
      ],
      context(),
    );

  it('tells the kernel’s part of the time, and the packets', () => {
    expect(facts({ cpuTotalNs: 1.5e9, cpuKernelNs: 9e8, packets: 150 })).toMatchObject({
      cores: 1.5,
      kernelPercent: 60,
      packetsPerSecond: 50,
    });
  });

  it('an engine that does not tell the kernel’s part leaves it out', () => {
    expect(facts({ cpuTotalNs: 1.5e9, cpuKernelNs: null, packets: null })).not.toHaveProperty('kernelShare');
  });
});

describe('memory at its limit', () => {
  const MB = 1_000_000;
  const at = (second: number, over: Record<string, Json>): Json => ({
    at: `2026-01-03T10:00:0${second}Z`,
    memoryBytes: 40 * MB,
    memoryWithCachesBytes: 64 * MB,
    fileCacheBytes: 24 * MB,
    ...over,
  });
  const facts = (first: Record<string, Json>, second: Record<string, Json>) =>
    memory.extract([told({ first: at(0, first), second: at(2, second), memoryLimitBytes: 64 * MB })], context());

  it('tells how fast its caches are read anew, and how much of them was read twice', () => {
    const found = facts({ blockReadBytes: 0 }, { blockReadBytes: 96 * MB, activeFileBytes: 12 * MB });
    expect(found).toMatchObject({ full: true, readPerSecond: 48 * MB, cacheTurns: 2, reusedShare: 0.5 });
  });

  it('says nothing of caches where there is room, or where the engine does not tell', () => {
    const roomy = { memoryWithCachesBytes: 30 * MB };
    expect(facts(roomy, { ...roomy, blockReadBytes: 96 * MB, activeFileBytes: 0 })).toMatchObject({ full: false });
    expect(facts({}, { activeFileBytes: 12 * MB })).not.toHaveProperty('cacheTurns');
    expect(memory.extract([told({ first: {}, second: {}, memoryLimitBytes: 64 * MB })], context())).not.toHaveProperty(
      'full',
    );
  });
});
