import type { StepRecord, WalkState } from '../../session/state.ts';
import type { StepRef } from './progress.ts';

/** All attempts at a step for one subject, in their order. */
export function attemptsOf(state: WalkState, ref: StepRef): readonly StepRecord[] {
  return state.steps
    .filter((one) => one.step === ref.step && one.subject === ref.subject)
    .toSorted((a, b) => a.attempt - b.attempt);
}

export function latestRecord(state: WalkState, ref: StepRef): StepRecord | undefined {
  return attemptsOf(state, ref).at(-1);
}
