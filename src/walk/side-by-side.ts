import type { PlannedStep } from '../playbook/next-step.ts';
import type { Step } from '../playbook/playbook.ts';
import { latestAttempts, type WalkState } from '../session/state.ts';

/** How many steps are observed side by side. Timing steps are alone, but for those that wait (besideWaiting). */
export const SIDE_BY_SIDE = 4;

/** How many waits are had side by side: as many as there are endpoints at most, as waiting costs this machine nothing. */
export const WAITS_SIDE_BY_SIDE = 8;

/** One look that took as long waited for somebody else: what this machine does meanwhile is not in that, in milliseconds. */
const LONG_WAIT_MS = 4_000;

/** Steps that need a person, or more than the network tier, are never looked at ahead of their turn. */
export function fetchable({ action }: Step): boolean {
  if (action.kind === 'read') return true;
  if (action.kind !== 'run' && action.kind !== 'exchange') return false;
  return action.in.every(({ tier }) => tier === 'engine' || tier === 'image' || tier === 'network');
}

/**
 * The steps that may be observed beside one that is being taken although all measure time: those that measure waits,
 * once a look of this walk has waited for seconds (several endpoints that do not answer, a dead nameserver). Before
 * that none, and never one that needs what is still to be seen. Pure.
 */
export function besideWaiting(
  taken: Step,
  state: WalkState,
  remaining: readonly PlannedStep[],
  stepOf: (id: string) => Step | undefined,
): PlannedStep[] {
  if (!taken.waits || !hasWaited(state, stepOf)) return [];
  const isOpen = (id: string): boolean => remaining.some(({ step }) => step === id);
  return remaining.filter((planned) => {
    const step = stepOf(planned.step);
    return step?.waits === true && fetchable(step) && !step.after.some(isOpen);
  });
}

function hasWaited(state: WalkState, stepOf: (id: string) => Step | undefined): boolean {
  return latestAttempts(state).some(
    ({ step, evidence }) => stepOf(step)?.waits && evidence.some(({ durationMs }) => durationMs >= LONG_WAIT_MS),
  );
}
