import type { WalkState } from '../../session/state.ts';
import { progressOf, type StepRef } from '../model/progress.ts';
import type { WalkView } from '../model/state.ts';
import type { OpenWalk } from '../ports.ts';

/**
 * The walk as it is now. What costs something (the diagnosis) is taken over from the view before as long as nothing
 * was judged, skipped or chosen since.
 */
export function readWalk(walk: OpenWalk, before: WalkView | null, running: StepRef | null): WalkView {
  const state = walk.state();
  const remaining = walk.remaining();
  return {
    playbook: walk.playbook,
    recorded: walk.recorded,
    state,
    diagnosis: before !== null && isJudgedAlike(before.state, state) ? before.diagnosis : walk.diagnosis(),
    remaining,
    underWay: walk.underWay(),
    progress: progressOf(walk.playbook, state, remaining, running),
    trouble: walk.trouble(),
  };
}

function isJudgedAlike(a: WalkState, b: WalkState): boolean {
  if (a === b) return true;
  if (a.symptom !== b.symptom || a.target !== b.target || a.steps.length !== b.steps.length) return false;
  return a.steps.every((one, index) => {
    const other = b.steps[index];
    return one.judgement === other?.judgement && one.skipped === other?.skipped && one.unseen === other?.unseen;
  });
}
