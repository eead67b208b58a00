import { type Cause, type Clause, type StepClause, stepClausesOf } from '../playbook/causes.ts';
import {
  compatible,
  covers,
  distinctMatches,
  holds,
  isUnmatched,
  type Match,
  type MatchContext,
  matchesOf,
  resultsFor,
} from './match.ts';
import { type Certainty, type DiagnosisInput, latestResults } from './results.ts';

/** What the evidence makes of one cause. */
export interface CauseState {
  readonly cause: Cause;
  /** open: not decided · explained: only the symptom of another, confirmed cause · ruled out: contradicted everywhere. */
  readonly state: Certainty | 'ruled out' | 'explained' | 'open';
  readonly matches: Readonly<Record<Certainty, readonly Match[]>>;
  /** Evidence against, also where it does not (yet) rule the cause out everywhere. */
  readonly against: readonly Match[];
  /** The cause that explains this one; empty otherwise. */
  readonly explainedBy: string;
}

type Levels = Record<Certainty, Match[]>;

interface Raw {
  readonly levels: Levels;
  readonly against: Match[];
  readonly everywhere: boolean;
}

/** The state of every cause, by its id. */
export function causeStates(input: DiagnosisInput): Map<string, CauseState> {
  const results = latestResults(input.results);
  const raw = new Map<string, Raw>();
  const byId = new Map(input.causes.map((cause) => [cause.id, cause]));
  const context: MatchContext = {
    results,
    target: input.target,
    causeAt: (id, at) => {
      const cause = byId.get(id);
      const levels = cause === undefined ? undefined : evaluate(cause).levels;
      if (levels === undefined) return [];
      return at === 'confirmed' ? levels.confirmed : [...levels.confirmed, ...levels.likely];
    },
  };
  // The loader refuses causes that hang on one another in a circle; a placeholder ends it all the same.
  const evaluate = (cause: Cause): Raw => {
    const known = raw.get(cause.id);
    if (known !== undefined) return known;
    raw.set(cause.id, { levels: { confirmed: [], likely: [], possible: [] }, against: [], everywhere: false });
    const found = evaluateCause(cause, context, input);
    raw.set(cause.id, found);
    return found;
  };
  for (const cause of input.causes) evaluate(cause);
  return new Map(input.causes.map((cause) => [cause.id, settle(cause, raw, input.causes)]));
}

function evaluateCause(cause: Cause, context: MatchContext, input: DiagnosisInput): Raw {
  const all = (clauses: readonly Clause[]): Match[] => clauses.flatMap((clause) => matchesOf(clause, context));
  const levels: Levels = { confirmed: [], likely: [], possible: all(cause.possible) };
  // What was seen with the wrong libc is a hint at most.
  for (const level of ['confirmed', 'likely'] as const) {
    for (const match of all(cause[level])) levels[isUnmatched(match) ? 'possible' : level].push(match);
  }
  takeBack(cause, levels, context);
  const against = distinctMatches(all(cause.ruledOut).filter((match) => !isUnmatched(match)));
  const everywhere = against.length > 0 && isEverywhere(cause.ruledOut, context, input);
  const refuted = (match: Match): boolean => everywhere || against.some((one) => covers(one, match));
  const kept: Levels = {
    confirmed: distinctMatches(levels.confirmed),
    likely: distinctMatches(levels.likely.filter((match) => !refuted(match))),
    possible: distinctMatches(levels.possible.filter((match) => !refuted(match))),
  };
  return { levels: kept, against, everywhere };
}

/** `unless`: matches on the same subjects go down, or away. */
function takeBack(cause: Cause, levels: Levels, context: MatchContext): void {
  for (const { clause, to } of cause.unless) {
    const reasons = matchesOf(clause, context);
    if (reasons.length === 0) continue;
    const hit = (match: Match): boolean => reasons.some((reason) => compatible(reason, match));
    for (const level of ['confirmed', 'likely', 'possible'] as const) {
      if (to === level || (to === 'likely' && level === 'possible')) break;
      const taken = levels[level].filter(hit);
      levels[level] = levels[level].filter((match) => !hit(match));
      if (to !== null) levels[to].push(...taken);
    }
  }
}

/**
 * A cause is ruled out only where nothing was left unseen: every result of the steps that speak against it does so,
 * steps that did not apply aside, and none of their subjects was left out.
 */
function isEverywhere(clauses: readonly Clause[], context: MatchContext, input: DiagnosisInput): boolean {
  const plain = clauses.filter((clause) => clause.kind === 'step');
  if (clauses.some((clause) => clause.kind !== 'step' && speaksEverywhere(clause, context, input))) return true;
  return plain.some((clause) => {
    const same = plain.filter((one) => one.step === clause.step);
    return stepSpeaksEverywhere(same, context, input);
  });
}

function speaksEverywhere(clause: Clause, context: MatchContext, input: DiagnosisInput): boolean {
  if (matchesOf(clause, context).length === 0) return false;
  if (clause.kind === 'step') return stepSpeaksEverywhere([clause], context, input);
  if (clause.kind === 'cause') return true;
  const parts = clause.of.map((part) => speaksEverywhere(part, context, input));
  return clause.kind === 'all' ? parts.every(Boolean) : parts.some(Boolean);
}

function stepSpeaksEverywhere(clauses: readonly StepClause[], context: MatchContext, input: DiagnosisInput): boolean {
  const first = clauses[0];
  if (first === undefined || input.notChecked.some((one) => one.step === first.step)) return false;
  const speaks = (result: (typeof context.results)[number]): boolean =>
    result.libcMatched !== false && clauses.some((clause) => holds(clause, result, context.target));
  const results = resultsFor(first, context);
  if (!results.some(speaks)) return false;
  return results.every((result) => speaks(result) || result.judgement.outcome === 'not-applicable');
}

function settle(cause: Cause, raw: ReadonlyMap<string, Raw>, causes: readonly Cause[]): CauseState {
  const found = raw.get(cause.id);
  const { levels, against, everywhere } = found ?? {
    levels: { confirmed: [], likely: [], possible: [] },
    against: [],
    everywhere: false,
  };
  let left: Levels = levels;
  let explainedBy = '';
  for (const other of causes) {
    if (other.id === cause.id || !other.subsumes.includes(cause.id)) continue;
    const proofs = raw.get(other.id)?.levels.confirmed ?? [];
    if (proofs.length === 0) continue;
    const stays = (match: Match): boolean => !proofs.some((proof) => compatible(proof, match));
    const next: Levels = {
      confirmed: left.confirmed.filter(stays),
      likely: left.likely.filter(stays),
      possible: left.possible.filter(stays),
    };
    if (strongest(left) !== null && strongest(next) === null) explainedBy = other.id;
    left = next;
  }
  const certainty = strongest(left);
  const state = certainty ?? (explainedBy !== '' ? 'explained' : everywhere ? 'ruled out' : 'open');
  return { cause, state, matches: left, against, explainedBy };
}

function strongest(levels: Levels): Certainty | null {
  return (['confirmed', 'likely', 'possible'] as const).find((level) => levels[level].length > 0) ?? null;
}

/** The steps that a cause's proof would come from. */
export function stepsOf(clauses: readonly Clause[]): string[] {
  return [...new Set(clauses.flatMap(stepClausesOf).map((clause) => clause.step))];
}
