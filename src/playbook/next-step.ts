import type { Outcome } from '../judge/outcome.ts';
import type { Playbook, Step, SubjectKind } from './playbook.ts';

/** A step still to take, for one subject. */
export interface PlannedStep {
  readonly step: string;
  /** Empty for a step without subjects, and for one whose subjects are not known yet. */
  readonly subject: string;
  /** Why it stands where it stands, in a few words. */
  readonly reason: string;
}

/** A step that was taken, as far as the way on depends on it. */
export interface TakenStep {
  readonly step: string;
  readonly subject: string;
  readonly outcome: Outcome;
  readonly code: string;
  /** What its rule advises next; empty: nothing. */
  readonly next: string;
}

export interface PlanInput {
  readonly playbook: Pick<Playbook, 'steps' | 'phases'>;
  /** What steps are taken for; null while that is not known. */
  readonly subjects: Readonly<Record<SubjectKind, readonly string[] | null>>;
  /** In the order they were taken; of several attempts, any. */
  readonly taken: readonly TakenStep[];
  /** Passed over by the person. Without a subject: for all of them. */
  readonly skipped: readonly { readonly step: string; readonly subject: string }[];
  /** The step where the chosen symptom is decided fastest; empty: none. */
  readonly start: string;
}

/**
 * The steps still to take, the advised one first: what is really running before anything else; then where the symptom
 * is decided; then what the rules advise, the latest first; then the playbook's order; hygiene last. A step comes
 * after those whose facts it needs. Each step and subject is there once, and none that was taken or skipped: no loop
 * is possible. Pure.
 */
export function planSteps(input: PlanInput): PlannedStep[] {
  const work = new Planner(input);
  const { steps } = input.playbook;
  const isFirst = (step: Step): boolean =>
    input.playbook.phases.some((phase) => phase.id === step.phase && phase.first) && step.kind === 'diagnosis';
  for (const step of ordered(input.playbook)) if (isFirst(step)) work.add(step, 'first, what is really running');
  const start = steps.find((step) => step.id === input.start);
  if (start !== undefined) work.add(start, 'what you see is decided here fastest');
  for (const { step, code, subject } of hints(input)) work.addFor(step, subject, `advised by ${code}`);
  for (const step of ordered(input.playbook)) if (step.kind === 'diagnosis') work.add(step, 'next in order');
  for (const step of ordered(input.playbook)) work.add(step, 'follow-ups come last');
  return work.planned;
}

/** Steps that can't be taken for want of subjects: no endpoint is known, or no nameserver, or no module. */
export function stepsWithoutSubjects(input: PlanInput): Step[] {
  return input.playbook.steps.filter((step) => {
    if (step.each === null) return false;
    const subjects = input.subjects[step.each];
    if (subjects !== null) return subjects.length === 0;
    return !isWaiting(step, input);
  });
}

/** Might its subjects still become known, by a step that it comes after? */
function isWaiting(step: Step, input: PlanInput): boolean {
  return step.after.some((id) => {
    const needed = input.playbook.steps.find((one) => one.id === id);
    if (needed === undefined) return false;
    const done = [...input.taken, ...input.skipped].some((one) => one.step === id);
    return !done && (needed.each === null || (input.subjects[needed.each]?.length ?? 1) > 0);
  });
}

function ordered(playbook: PlanInput['playbook']): Step[] {
  const place = new Map(playbook.phases.map((phase, index) => [phase.id, index]));
  return [...playbook.steps].sort((a, b) => (place.get(a.phase) ?? 0) - (place.get(b.phase) ?? 0));
}

/** What rules advise: the last step's whatever it found, older ones' only where they found trouble. */
function hints({ taken, playbook }: PlanInput): { step: Step; subject: string; code: string }[] {
  const latest = taken.toReversed();
  return latest.flatMap(({ next, outcome, subject, code }, index) => {
    const trouble = outcome === 'fault' || outcome === 'suspect';
    const step = index === 0 || trouble ? playbook.steps.find((one) => one.id === next) : undefined;
    return step === undefined ? [] : [{ step, subject, code }];
  });
}

class Planner {
  readonly planned: PlannedStep[] = [];
  readonly #input: PlanInput;
  readonly #settled: Set<string>;
  readonly #steps: Map<string, Step>;
  readonly #entered = new Set<string>();

  constructor(input: PlanInput) {
    this.#input = input;
    this.#settled = new Set([...input.taken, ...input.skipped].map((one) => keyOf(one.step, one.subject)));
    this.#steps = new Map(input.playbook.steps.map((step) => [step.id, step]));
  }

  /** All that is left of a step, after what it needs. */
  add(step: Step, reason: string): void {
    const open = this.#openSubjects(step);
    if (open.length === 0 || this.#entered.has(step.id)) return;
    this.#entered.add(step.id);
    this.#addNeeded(step);
    for (const subject of open) this.#put(step.id, subject, reason);
    this.#entered.delete(step.id);
  }

  /** A step for one subject where it is taken for such; else all of it. */
  addFor(step: Step, subject: string, reason: string): void {
    if (!this.#openSubjects(step).includes(subject)) {
      this.add(step, reason);
      return;
    }
    this.#entered.add(step.id);
    this.#addNeeded(step);
    this.#entered.delete(step.id);
    this.#put(step.id, subject, reason);
  }

  #addNeeded(step: Step): void {
    for (const id of step.after) {
      const needed = this.#steps.get(id);
      if (needed !== undefined) this.add(needed, `needed for ${step.id}`);
    }
  }

  #put(step: string, subject: string, reason: string): void {
    this.#settled.add(keyOf(step, subject));
    this.planned.push({ step, subject, reason });
  }

  #openSubjects(step: Step): string[] {
    if (this.#settled.has(keyOf(step.id, '')) || this.#isSkippedWhole(step)) return [];
    const known = step.each === null ? [''] : this.#input.subjects[step.each];
    const subjects = known ?? (isWaiting(step, this.#input) ? [''] : []);
    return [...new Set(subjects)].filter((subject) => !this.#settled.has(keyOf(step.id, subject)));
  }

  #isSkippedWhole(step: Step): boolean {
    return this.#input.skipped.some((one) => one.step === step.id && one.subject === '');
  }
}

function keyOf(step: string, subject: string): string {
  return `${step}\n${subject}`;
}
