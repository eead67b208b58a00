import type { Answer, CommandResult, RunLimits } from '../engine/engine.ts';

/** A command that does nothing, run so many times. */
const ATTEMPTS = 3;
const LIMITS: RunLimits = { timeoutMs: 5_000, keepBytes: 1024 };

/**
 * What starting a command costs in a place, in milliseconds: the middle one of three runs of a command that does
 * nothing. 0 when it could not be measured: then nothing is taken off.
 */
export async function measureStartCost(
  runNothing: (limits: RunLimits) => Promise<Answer<CommandResult>>,
): Promise<number> {
  const costs: number[] = [];
  for (let i = 0; i < ATTEMPTS; i += 1) {
    const result = await runNothing(LIMITS);
    if (result.ok && !result.value.timedOut && result.value.exitCode === 0) costs.push(result.value.durationMs);
  }
  costs.sort((a, b) => a - b);
  return costs[Math.floor((costs.length - 1) / 2)] ?? 0;
}
