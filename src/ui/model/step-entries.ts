import { filtered } from './filter.ts';
import { followKey } from './list-cursor.ts';
import type { PhaseProgress, Progress, StepProgress, StepRef, SubjectProgress } from './progress.ts';

/** A line of the list of all steps: one step for one subject. */
export interface StepEntry {
  readonly ref: StepRef;
  readonly phase: PhaseProgress;
  readonly step: StepProgress;
  readonly subject: SubjectProgress;
}

/** All steps of the walk, in the playbook's order, as far as the filter leaves them. */
export function stepEntries(progress: Progress, filter: string): readonly StepEntry[] {
  const all = progress.phases.flatMap((phase) =>
    phase.steps.flatMap((step) =>
      step.subjects.map((subject) => ({
        ref: { step: step.step.id, subject: subject.subject },
        phase,
        step,
        subject,
      })),
    ),
  );
  return filtered(
    all,
    ({ phase, step, subject }) =>
      `${phase.title} ${step.step.id} ${step.step.title} ${subject.subject} ${subject.standing}`,
    filter,
  );
}

/** Where the cursor is in the list as it is now. */
export function stepCursor(
  { ref, index }: { readonly ref: StepRef | null; readonly index: number },
  entries: readonly StepEntry[],
): number {
  return ref === null ? index : followKey(entries, (one) => keyOf(one.ref), keyOf(ref), index);
}

function keyOf({ step, subject }: StepRef): string {
  return `${step}\n${subject}`;
}
