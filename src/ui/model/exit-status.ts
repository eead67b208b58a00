import type { Diagnosis } from '../../diagnose/diagnose.ts';
import type { Playbook } from '../../playbook/playbook.ts';
import { latestAttempts, type WalkState } from '../../session/state.ts';

/**
 * The exit status of a walk (contract.md): 1 for a fault or a root cause, 5 where an essential step could not tell,
 * else 0. Steps that were not taken count for nothing: the person left them.
 */
export function exitStatus(playbook: Playbook, state: WalkState, diagnosis: Diagnosis): 0 | 1 | 5 {
  const judged = latestAttempts(state).flatMap((record) => {
    const step = playbook.steps.find((one) => one.id === record.step);
    const outcome = record.judgement?.outcome;
    return step === undefined || outcome === undefined || step.kind === 'hygiene' ? [] : [{ step, outcome }];
  });
  if (diagnosis.rootCauses.length > 0 || judged.some(({ outcome }) => outcome === 'fault')) return 1;
  const isBlind = judged.some(
    ({ step, outcome }) => step.essential && (outcome === 'inconclusive' || outcome === 'tool-error'),
  );
  return isBlind ? 5 : 0;
}
