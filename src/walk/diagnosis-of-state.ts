import { type Diagnosis, diagnose } from '../diagnose/diagnose.ts';
import type { DiagnosisInput, NotChecked, StepResult } from '../diagnose/results.ts';
import type { Cause } from '../playbook/causes.ts';
import type { Playbook, Step } from '../playbook/playbook.ts';
import { endpointSubject } from '../playbook/scope.ts';
import { latestAttempts, type StepRecord, type WalkState } from '../session/state.ts';
import { subjectsOf } from './subjects.ts';

/** What a walk is diagnosed by; a Rulebook is one. */
export interface DiagnosisRules {
  readonly playbook: Playbook;
  readonly causes: readonly Cause[];
}

export interface DiagnosisOptions {
  /** Steps that were never taken count as not checked. Default: once the walk is finished. */
  readonly ended?: boolean;
}

/**
 * What a walk's state adds up to by these rules: the same for a walk under way, a stored one and a replayed one. Pure.
 * Steps that are not in the playbook (of an older or another one) are left aside.
 */
export function diagnosisOf(state: WalkState, rules: DiagnosisRules, options: DiagnosisOptions = {}): Diagnosis {
  const input = diagnosisInput(state, rules, options);
  if (input !== null) return diagnose(input);
  const notChecked = notCheckedOf(state, rules.playbook, options.ended ?? state.finished !== null);
  const coverage = { steps: notChecked.length, judged: 0, inconclusive: 0, notChecked: notChecked.length };
  return { rootCauses: [], ruledOut: [], notChecked, hygiene: [], coverage };
}

/** The same state as `diagnose`, `board` and `whatWouldChange` take it; null before the target is identified. */
export function diagnosisInput(
  state: WalkState,
  rules: DiagnosisRules,
  options: DiagnosisOptions = {},
): DiagnosisInput | null {
  if (state.target === null) return null;
  return {
    causes: rules.causes,
    results: resultsOf(state, rules.playbook),
    notChecked: notCheckedOf(state, rules.playbook, options.ended ?? state.finished !== null),
    symptom: state.symptom.id,
    target: state.target,
  };
}

function resultsOf(state: WalkState, playbook: Playbook): StepResult[] {
  const steps = new Map(playbook.steps.map((step) => [step.id, step]));
  return state.steps.flatMap((record): StepResult[] => {
    const step = steps.get(record.step);
    if (step === undefined || record.judgement === null) return [];
    const { step: id, subject, attempt, judgement, facts, libcMatched } = record;
    const observedAt = record.observedAt ?? record.startedAt;
    const { kind, each } = step;
    return [{ step: id, subject, attempt, judgement, facts, libcMatched, observedAt, kind, each }];
  });
}

/**
 * What could not be looked at, was passed over, or was not reached. A step that ran and could not tell, or failed, is
 * inconclusive instead, and an attempt that was passed over after a judged one leaves that one standing.
 */
function notCheckedOf(state: WalkState, playbook: Playbook, ended: boolean): NotChecked[] {
  const list: NotChecked[] = [];
  const steps = new Map(playbook.steps.map((step) => [step.id, step]));
  const judged = new Set(state.steps.filter((one) => one.judgement !== null).map(keyOf));
  for (const record of latestAttempts(state)) {
    const step = steps.get(record.step);
    const found = step === undefined ? null : reasonFor(record, step, judged.has(keyOf(record)), ended);
    if (found !== null) list.push({ step: record.step, subject: record.subject, ...found });
  }
  if (!ended) return list;
  const touched = new Set(state.steps.map(keyOf));
  const anySubject = new Set(state.steps.map((one) => one.step));
  for (const step of playbook.steps) {
    if (touched.has(keyOf({ step: step.id, subject: '' }))) continue;
    for (const { subject, ...found } of neverTaken(step, state)) {
      // Subjects that are not known, or that the step no longer has: whatever was taken of it counts.
      if (subject === '' && anySubject.has(step.id)) continue;
      if (!touched.has(keyOf({ step: step.id, subject }))) list.push({ step: step.id, subject, ...found });
    }
  }
  return list;
}

/** What of a step should have been taken; nothing of one that has nothing to be taken for. */
function neverTaken(step: Step, state: WalkState): (Reason & { subject: string })[] {
  const plain = { subject: '', reason: 'the walk ended before it', toCheckIt: again(step) };
  if (step.each === null) return [plain];
  const subjects = subjectsOf(state)[step.each];
  if (subjects === null) return [plain];
  if (step.each !== 'endpoints') return subjects.map((subject) => ({ ...plain, subject }));
  const endpoints = [...new Set((state.target?.endpoints ?? []).map(endpointSubject))];
  if (endpoints.length === 0) {
    return [{ subject: '', reason: 'no endpoint is known', toCheckIt: 'name one: --endpoint HOST[:PORT]' }];
  }
  return endpoints.map((subject) => {
    if (subjects.includes(subject)) return { ...plain, subject };
    const reason = `more endpoints are known than are walked (${subjects.length})`;
    return { subject, reason, toCheckIt: `walk it alone: --endpoint ${subject}` };
  });
}

type Reason = Omit<NotChecked, 'step' | 'subject'>;

function reasonFor(record: StepRecord, step: Step, wasJudged: boolean, ended: boolean): Reason | null {
  if (record.judgement !== null) {
    const { unseen } = record;
    if (unseen?.why !== 'unseen' || record.judgement.outcome !== 'inconclusive') return null;
    const toCheckIt = unseen.toCheckIt || again(step);
    return { reason: unseen.reason, toCheckIt, ...(unseen.tier === undefined ? {} : { tier: unseen.tier }) };
  }
  if (wasJudged) return null;
  if (record.skipped !== null) {
    return { reason: record.skipped === '' ? 'passed over' : `passed over: ${record.skipped}`, toCheckIt: again(step) };
  }
  if (!ended) return null;
  const reason = record.observedAt === null ? 'the walk ended while it was looked at' : 'looked at, and never judged';
  return { reason, toCheckIt: again(step) };
}

function again(step: Step): string {
  return step.toCheckIt || `take the step ${step.id}`;
}

function keyOf(record: Pick<StepRecord, 'step' | 'subject'>): string {
  return `${record.step}\n${record.subject}`;
}
