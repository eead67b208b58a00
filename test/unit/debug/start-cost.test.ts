import { describe, expect, it } from 'vitest';
import { startCostOf } from '../../../src/debug/start-cost.ts';
import type { Answer, CommandResult } from '../../../src/engine/engine.ts';

const took = (durationMs: number, exitCode = 0): Answer<CommandResult> => ({
  ok: true,
  value: {
    exitCode,
    stdout: '',
    stderr: '',
    truncated: false,
    droppedBytes: 0,
    timedOut: false,
    cancelled: false,
    startedAt: '',
    durationMs,
  },
});

describe('what starting a command costs', () => {
  it('is measured thrice for a first timed command, then once beside each, and the middle one counts', async () => {
    const times = [90, 50, 60, 400, 410, 55];
    let runs = 0;
    const cost = startCostOf(async () => took(times[runs++] ?? 0));
    expect(await cost.fresh()).toBe(60);
    expect(runs).toBe(3);
    expect(await cost.fresh()).toBe(60);
    expect(await cost.fresh()).toBe(400);
    expect(runs).toBe(5);
    expect(await cost.known()).toBe(400);
    expect(runs).toBe(5);
  });

  it('is measured one run at a time', async () => {
    let now = 0;
    let most = 0;
    const cost = startCostOf(async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 2));
      now -= 1;
      return took(5);
    });
    await Promise.all([cost.fresh(), cost.known(), cost.fresh()]);
    expect(most).toBe(1);
  });

  it('is nothing where it cannot be measured', async () => {
    expect(await startCostOf(async () => took(5, 1)).fresh()).toBe(0);
    const gone: Answer<CommandResult> = { ok: false, kind: 'gone', reason: '', toCheckIt: '' };
    expect(await startCostOf(async () => gone).known()).toBe(0);
  });
});
