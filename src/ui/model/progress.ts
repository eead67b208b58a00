import type { Outcome } from '../../judge/outcome.ts';
import type { Playbook, Step } from '../../playbook/playbook.ts';
import type { StepRecord, WalkState } from '../../session/state.ts';
import { latestAttempts } from '../../session/state.ts';
import type { Planned } from '../ports.ts';

/** Which step of which subject. */
export interface StepRef {
  readonly step: string;
  readonly subject: string;
}

/** Where a step stands, as its sign tells. */
export type Standing = Outcome | 'pending' | 'running' | 'skipped';

export interface SubjectProgress {
  readonly subject: string;
  readonly standing: Standing;
  /** The latest attempt; null before the first. */
  readonly record: StepRecord | null;
  /** How many attempts were judged. */
  readonly attempts: number;
  readonly planned: Planned | null;
}

export interface StepProgress {
  readonly step: Step;
  /** The worst of its subjects'. */
  readonly standing: Standing;
  /** At least one. */
  readonly subjects: readonly SubjectProgress[];
}

export interface PhaseProgress {
  readonly id: string;
  readonly title: string;
  readonly standing: Standing;
  readonly isHygiene: boolean;
  readonly steps: readonly StepProgress[];
}

/** How far the walk is, phase by phase, in the playbook's order. */
export interface Progress {
  readonly phases: readonly PhaseProgress[];
  /** Steps (one a subject, follow-ups too: as the notes count them) that are behind us, and all that are known. */
  readonly done: number;
  readonly total: number;
}

/** Worst first. */
const ORDER: readonly Standing[] = [
  'fault',
  'suspect',
  'tool-error',
  'inconclusive',
  'running',
  'pending',
  'ok',
  'skipped',
  'not-applicable',
];

function worst(standings: readonly Standing[]): Standing {
  return ORDER.find((one) => standings.includes(one)) ?? 'pending';
}

export function progressOf(
  playbook: Playbook,
  state: WalkState,
  remaining: readonly Planned[],
  running: StepRef | null,
): Progress {
  const subjects = subjectsByStep(state, remaining, running);
  const phases = playbook.phases
    .map((phase): PhaseProgress => {
      const steps = playbook.steps
        .filter((step) => step.phase === phase.id)
        .flatMap((step) => {
          const own = subjects.get(step.id);
          return own === undefined ? [] : [{ step, standing: worst(own.map((one) => one.standing)), subjects: own }];
        });
      const isHygiene = steps.length > 0 && steps.every(({ step }) => step.kind === 'hygiene');
      return { id: phase.id, title: phase.title, standing: phaseStanding(steps), isHygiene, steps };
    })
    .filter((phase) => phase.steps.length > 0);
  const counted = phases.flatMap((phase) => phase.steps).flatMap((step) => step.subjects);
  return { phases, done: counted.filter(({ standing }) => isBehind(standing)).length, total: counted.length };
}

export function isBehind(standing: Standing): boolean {
  return standing !== 'pending' && standing !== 'running';
}

/** A phase that has not begun is pending, whatever may stand in it later. */
function phaseStanding(steps: readonly StepProgress[]): Standing {
  const standings = steps.map((one) => one.standing);
  if (standings.every((one) => one === 'pending')) return 'pending';
  return worst(standings);
}

function subjectsByStep(
  state: WalkState,
  remaining: readonly Planned[],
  running: StepRef | null,
): Map<string, SubjectProgress[]> {
  const byStep = new Map<string, Map<string, SubjectProgress>>();
  const put = (step: string, one: SubjectProgress): void => {
    const own = byStep.get(step) ?? new Map<string, SubjectProgress>();
    own.set(one.subject, one);
    byStep.set(step, own);
  };
  const isRunning = (ref: StepRef): boolean => running?.step === ref.step && running.subject === ref.subject;
  const judged = new Map<string, number>();
  for (const record of state.steps) {
    const key = `${record.step}\n${record.subject}`;
    if (record.judgement !== null) judged.set(key, (judged.get(key) ?? 0) + 1);
  }
  for (const record of latestAttempts(state)) {
    const standing: Standing = isRunning(record)
      ? 'running'
      : record.judgement !== null
        ? record.judgement.outcome
        : record.skipped !== null
          ? 'skipped'
          : 'pending';
    const attempts = judged.get(`${record.step}\n${record.subject}`) ?? 0;
    put(record.step, { subject: record.subject, standing, record, attempts, planned: null });
  }
  for (const planned of remaining) {
    const known = byStep.get(planned.step)?.get(planned.subject);
    if (known !== undefined) put(planned.step, { ...known, planned });
    else {
      const standing = isRunning(planned) ? 'running' : 'pending';
      put(planned.step, { subject: planned.subject, standing, record: null, attempts: 0, planned });
    }
  }
  return new Map([...byStep].map(([step, subjects]) => [step, [...subjects.values()]]));
}

/** All steps in the order of the screens. */
export function stepsOf(progress: Progress): StepProgress[] {
  return progress.phases.flatMap((phase) => phase.steps);
}

export function findSubject(
  progress: Progress,
  ref: StepRef | null,
): { readonly step: StepProgress; readonly subject: SubjectProgress; readonly phase: PhaseProgress } | null {
  if (ref === null) return null;
  for (const phase of progress.phases) {
    const step = phase.steps.find((one) => one.step.id === ref.step);
    if (step === undefined) continue;
    const subject = step.subjects.find((one) => one.subject === ref.subject) ?? step.subjects[0];
    if (subject !== undefined) return { step, subject, phase };
  }
  return null;
}
