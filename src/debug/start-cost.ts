import type { Answer, CommandResult, RunLimits } from '../engine/engine.ts';

const LIMITS: RunLimits = { timeoutMs: 5_000, keepBytes: 1024 };
/** So many of the latest measurements count; fewer than this are too few for a timed command. */
const SAMPLES = 3;

/** What starting a command costs in one place, in milliseconds; 0 when it could not be measured: nothing is taken off. */
export interface StartCost {
  /** Measured beside a command whose time counts: a busy machine makes both slow. */
  fresh(): Promise<number>;
  /** As last measured; measured once when it never was. */
  known(): Promise<number>;
}

/** The middle one of the latest runs of a command that does nothing, one run at a time. */
export function startCostOf(runNothing: (limits: RunLimits) => Promise<Answer<CommandResult>>): StartCost {
  const samples: number[] = [];
  let last: Promise<unknown> = Promise.resolve();

  async function measure(): Promise<void> {
    const result = await runNothing(LIMITS);
    if (!result.ok || result.value.timedOut || result.value.exitCode !== 0) return;
    samples.push(result.value.durationMs);
    if (samples.length > SAMPLES) samples.shift();
  }

  function after<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  }

  return {
    fresh: () =>
      after(async () => {
        for (let i = Math.min(samples.length, SAMPLES - 1); i < SAMPLES; i += 1) await measure();
        return middle(samples);
      }),
    known: () =>
      after(async () => {
        if (samples.length === 0) await measure();
        return middle(samples);
      }),
  };
}

function middle(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
