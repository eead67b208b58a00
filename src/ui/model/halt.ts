import type { Diagnosis } from '../../diagnose/diagnose.ts';
import type { Step } from '../../playbook/playbook.ts';
import type { StepRecord } from '../../session/state.ts';

/** What is running is not what was meant to run: the guided walk stops with a question. */
export const DRIFT = 'deployment-drift';

/** Whether a walk stops at a step that was just judged, and waits for the person. */
export function haltsAt(
  step: Step,
  record: StepRecord | undefined,
  options: { readonly auto: boolean; readonly isCancelled: boolean },
): boolean {
  if (options.isCancelled) return true;
  // What is not tonight's trouble is walked silently.
  if (step.kind === 'hygiene') return false;
  const outcome = record?.judgement?.outcome;
  if (outcome === undefined) return true;
  if (outcome === 'fault') return true;
  if (options.auto) return false;
  if (outcome === 'suspect') return true;
  return step.essential && (outcome === 'inconclusive' || outcome === 'tool-error');
}

/** The root causes that are as good as named: what auto mode walks for. */
export function namedCauses(diagnosis: Diagnosis): readonly string[] {
  return diagnosis.rootCauses.filter((one) => one.certainty !== 'possible').map((one) => one.id);
}
