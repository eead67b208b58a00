import { type Cause, fixFor, SYMPTOM_BONUS } from '../playbook/causes.ts';
import type { Scope } from '../playbook/condition.ts';
import { endpointSubject } from '../playbook/scope.ts';
import { lookUp, placeholdersOf, renderTemplate } from '../playbook/template.ts';
import type { Facts } from '../session/evidence.ts';
import { type BlastRadius, blastRadius } from './blast-radius.ts';
import type { Match } from './match.ts';
import {
  type Because,
  becauseOf,
  type Certainty,
  compareText,
  type DiagnosisInput,
  distinct,
  latestResults,
  type NotChecked,
} from './results.ts';
import { type SuggestedSibling, suggestedSibling } from './sibling.ts';
import { type CauseState, causeStates } from './states.ts';
import { changesOf, changeText } from './would-change.ts';

/** A root cause as the report has it. */
export interface RootCause {
  readonly id: string;
  readonly certainty: Certainty;
  readonly title: string;
  readonly subjects: readonly string[];
  readonly because: readonly Because[];
  readonly mitigate: readonly {
    readonly do: string;
    readonly risk: string;
    readonly undo: string;
    readonly restartsTarget: boolean;
  }[];
  readonly fix: readonly string[];
  readonly verify: readonly string[];
  readonly followUp: readonly string[];
  /** What would take it back, or make it certain, in sentences. */
  readonly wouldChange: readonly string[];
  /** Whom else it reaches; left out where that does not go beyond the target, or nobody looked. */
  readonly blastRadius?: BlastRadius;
}

export interface Coverage {
  /** Steps (one a subject) that were walked or left out: the sum of the other three. */
  readonly steps: number;
  readonly judged: number;
  /** Failures of ours included. */
  readonly inconclusive: number;
  readonly notChecked: number;
}

export interface Diagnosis {
  /** By certainty, then rank; the first is what to act on. */
  readonly rootCauses: readonly RootCause[];
  readonly ruledOut: readonly { readonly id: string; readonly because: readonly Because[] }[];
  readonly notChecked: readonly NotChecked[];
  readonly hygiene: readonly { readonly id: string; readonly text: string; readonly followUp: readonly string[] }[];
  readonly coverage: Coverage;
  /** The healthy sibling to compare with; left out where none is known. */
  readonly sibling?: SuggestedSibling;
}

/** Symptoms that ask for what is otherwise not tonight's trouble. */
const HYGIENE_SYMPTOMS = ['scanner-findings', 'image-too-big', 'slow-builds'];

const ORDER: readonly Certainty[] = ['confirmed', 'likely', 'possible'];

/**
 * What the judged steps add up to: root causes, what is ruled out and by what, what was not checked. Pure: the same
 * evidence in any order gives the same diagnosis. Never throws.
 */
export function diagnose(input: DiagnosisInput): Diagnosis {
  const states = [...causeStates(input).values()];
  const named = states.filter((state) => isCertainty(state.state) && !isApart(state.cause, input.symptom));
  named.sort((a, b) => byUrgency(a, b, input.symptom));
  const sibling = suggestedSibling(latestResults(input.results));
  const tidy = states.filter((state) => isApart(state.cause, input.symptom));
  tidy.sort((a, b) => a.cause.rank - b.cause.rank || compareText(a.cause.id, b.cause.id));
  return {
    rootCauses: named.map((state) => rootCause(state, input)),
    ruledOut: states
      .filter((state) => state.state === 'ruled out' && !isApart(state.cause, input.symptom))
      .map(({ cause, against }) => ({
        id: cause.id,
        because: distinct(against.flatMap((match) => match.proof.map(becauseOf))),
      }))
      .sort((a, b) => compareText(a.id, b.id)),
    notChecked: notCheckedOf(input),
    hygiene: tidy
      .filter((state) => state.state === 'confirmed' || state.state === 'likely')
      .map((state) => {
        const { title, followUp } = rootCause(state, input);
        return { id: state.cause.id, text: title, followUp };
      }),
    coverage: coverageOf(input),
    ...(sibling === null ? {} : { sibling }),
  };
}

function isCertainty(state: CauseState['state']): state is Certainty {
  return (ORDER as readonly string[]).includes(state);
}

/** Hygiene stands apart, unless the symptom asked for just that. */
function isApart(cause: Cause, symptom: string): boolean {
  if (cause.kind !== 'hygiene') return false;
  return !(HYGIENE_SYMPTOMS.includes(symptom) && cause.symptoms.includes(symptom));
}

function byUrgency(a: CauseState, b: CauseState, symptom: string): number {
  const certainty = ORDER.indexOf(a.state as Certainty) - ORDER.indexOf(b.state as Certainty);
  // Rank 0 comes before anything: whatever else is wrong, the wrong image is being looked at.
  const rank = ({ cause }: CauseState): number =>
    cause.rank === 0 ? 0 : Math.max(1, cause.rank - (cause.symptoms.includes(symptom) ? SYMPTOM_BONUS : 0));
  return certainty || rank(a) - rank(b) || compareText(a.cause.id, b.cause.id);
}

/** The matches that an entry speaks of: of its own certainty, and of "likely" beside a confirmed one. */
function matchesTold({ matches, state }: CauseState): Match[] {
  if (state === 'confirmed') return [...matches.confirmed, ...matches.likely];
  return isCertainty(state) ? [...matches[state]] : [];
}

function rootCause(state: CauseState, input: DiagnosisInput): RootCause {
  const { cause } = state;
  const told = matchesTold(state);
  const subjects = [...new Set(told.flatMap((match) => [...match.subjects.values()]))];
  const scope = scopeOf(cause, told[0], subjects, input);
  const text = (template: string): string => renderTemplate(template, scope).text;
  const proof = told.flatMap((match) => match.proof);
  const reach = blastRadius(cause.sharedBy, proof, latestResults(input.results));
  return {
    id: cause.id,
    certainty: isCertainty(state.state) ? state.state : 'possible',
    title: text(cause.title),
    subjects,
    because: distinct(proof.map(becauseOf)),
    mitigate: cause.mitigate.map((one) => ({
      do: exactText(one.exactly, scope) ?? text(one.do),
      risk: text(one.risk),
      undo: text(one.undo),
      restartsTarget: one.restartsTarget,
    })),
    fix: cause.fix.map((one) => text(fixFor(one, input.target.os?.id ?? null))),
    verify: cause.verify.map(text),
    followUp: cause.followUp.map(text),
    wouldChange: changesOf(state, input).map(changeText),
    ...(reach === null ? {} : { blastRadius: reach }),
  };
}

/** A text all of whose placeholders are known; null otherwise. */
function exactText(template: string | undefined, scope: Scope): string | null {
  if (template === undefined) return null;
  const unknown = placeholdersOf(template).some((path) => (lookUp(path.split('.'), scope) ?? '') === '');
  return unknown ? null : renderTemplate(template, scope).text;
}

/** Texts of a cause: its subjects, the target, and the facts of the steps that prove it (the first that has one). */
function scopeOf(cause: Cause, match: Match | undefined, subjects: readonly string[], input: DiagnosisInput): Scope {
  const proof = match?.proof ?? [];
  const facts: Facts = Object.assign({}, ...proof.toReversed().map((result) => result.facts));
  const seen = Object.fromEntries(
    latestResults(input.results).map((result): [string, Facts] => [result.step, result.facts]),
  );
  for (const result of proof) seen[result.step] = result.facts;
  const first = match?.subjects.get('endpoints');
  const endpoint = input.target.endpoints.find((one) => endpointSubject(one) === first) ?? null;
  const limits = limitsOf(cause);
  return { facts, target: input.target, subject: subjects.join(', ') || input.target.name, limits, endpoint, seen };
}

function limitsOf(cause: Cause): Readonly<Record<string, number>> {
  const clauses = [...cause.confirmed, ...cause.likely, ...cause.possible];
  const found = clauses.find((clause) => clause.kind === 'step');
  return found?.kind === 'step' ? found.limits : {};
}

function notCheckedOf(input: DiagnosisInput): NotChecked[] {
  const list = new Map(input.notChecked.map((one) => [`${one.step}\n${one.subject}`, one]));
  return [...list.entries()].sort(([a], [b]) => compareText(a, b)).map(([, one]) => one);
}

function coverageOf(input: DiagnosisInput): Coverage {
  const left = new Set(input.notChecked.map((one) => `${one.step}\n${one.subject}`));
  let judged = 0;
  let inconclusive = 0;
  for (const { step, subject, judgement } of latestResults(input.results)) {
    if (left.has(`${step}\n${subject}`)) continue;
    if (judgement.outcome === 'inconclusive' || judgement.outcome === 'tool-error') inconclusive += 1;
    else judged += 1;
  }
  return { steps: judged + inconclusive + left.size, judged, inconclusive, notChecked: left.size };
}
