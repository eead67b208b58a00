import type { Clause, StepClause } from '../playbook/causes.ts';
import { endpointSubject } from '../playbook/scope.ts';
import type { TargetFacts } from '../target/target.ts';
import type { StepResult } from './results.ts';

/** One way in which a clause holds: for which subjects, and by which results. */
export interface Match {
  /** By what the steps were taken for (endpoints, nameservers, …); empty where no step had subjects. */
  readonly subjects: ReadonlyMap<string, string>;
  readonly proof: readonly StepResult[];
}

export interface MatchContext {
  /** Latest results, in their fixed order. */
  readonly results: readonly StepResult[];
  readonly target: TargetFacts;
  /** Matches of another cause at a certainty or above. */
  readonly causeAt: (cause: string, at: 'confirmed' | 'likely') => readonly Match[];
}

/** Many endpoints times many nameservers: more than this tell nothing new. */
const MOST_MATCHES = 400;

/** Every way in which a clause holds. Parts of an `all` must agree on their subjects; a part without subjects goes with any. */
export function matchesOf(clause: Clause, context: MatchContext): Match[] {
  switch (clause.kind) {
    case 'step':
      return resultsFor(clause, context)
        .filter((result) => holds(clause, result, context.target))
        .map((result) => ({ subjects: subjectsOf(clause, result), proof: [result] }));
    case 'cause':
      return [...context.causeAt(clause.cause, clause.at)];
    case 'any':
      return clause.of.flatMap((part) => matchesOf(part, context)).slice(0, MOST_MATCHES);
    case 'all': {
      let joined: Match[] = [{ subjects: new Map(), proof: [] }];
      for (const part of clause.of) {
        const matches = matchesOf(part, context);
        joined = joined.flatMap((one) => matches.flatMap((two) => join(one, two))).slice(0, MOST_MATCHES);
      }
      return joined;
    }
  }
}

/** The results of a clause's step, whatever they say. */
export function resultsFor(clause: StepClause, context: Pick<MatchContext, 'results'>): StepResult[] {
  return context.results.filter((result) => result.step === clause.step);
}

/** Does a step's result fulfil the clause? A failure of ours never does. */
export function holds(clause: StepClause, result: StepResult, target: TargetFacts): boolean {
  if (result.judgement.outcome === 'tool-error') return false;
  if (clause.codes.length > 0 && !clause.codes.includes(result.judgement.code)) return false;
  if (clause.facts === null) return true;
  const endpoint = target.endpoints.find((one) => endpointSubject(one) === result.subject) ?? null;
  const scope = { facts: result.facts, target, subject: result.subject, limits: clause.limits, endpoint };
  return clause.facts.evaluate(scope).is === 'yes';
}

function subjectsOf(clause: StepClause, result: StepResult): Map<string, string> {
  if (result.subject === '') return new Map();
  return new Map([[result.each ?? clause.each ?? 'subject', result.subject]]);
}

function join(one: Match, two: Match): Match[] {
  if (!compatible(one, two)) return [];
  const proof = [...one.proof, ...two.proof.filter((result) => !one.proof.includes(result))];
  return [{ subjects: new Map([...one.subjects, ...two.subjects]), proof }];
}

/** Could both be about the same thing? */
export function compatible(one: Match, two: Match): boolean {
  return [...one.subjects].every(([kind, subject]) => (two.subjects.get(kind) ?? subject) === subject);
}

/** Is everything that `specific` is about also what `general` is about? */
export function covers(general: Match, specific: Match): boolean {
  return [...general.subjects].every(([kind, subject]) => specific.subjects.get(kind) === subject);
}

/** Was any of it seen with tools of another libc than the target's? */
export function isUnmatched(match: Match): boolean {
  return match.proof.some((result) => result.libcMatched === false);
}

/** Matches about the same subjects, once each: the first stays. */
export function distinctMatches(matches: readonly Match[]): Match[] {
  const seen = new Set<string>();
  return matches.filter((match) => {
    const key = [...match.subjects]
      .map(([kind, subject]) => `${kind}=${subject}`)
      .sort()
      .join('\n');
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
}
