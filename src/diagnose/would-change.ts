import { type Clause, type StepClause, stepClausesOf } from '../playbook/causes.ts';
import { holds } from './match.ts';
import { type DiagnosisInput, latestResults } from './results.ts';
import { type CauseState, causeStates } from './states.ts';

/** A step's result that, were it another, would change what is said of a cause. */
export interface Change {
  readonly step: string;
  readonly subject: string;
  /** The code that it has now; empty when the step has not been judged. */
  readonly now: string;
  /** Codes that would do it; empty: anything else than now, or facts rather than codes. */
  readonly becomes: readonly string[];
  readonly would: 'confirm it' | 'rule it out' | 'take it back' | 'open it again';
}

/** What would change the verdict on a cause: the results it hangs on, and those that could still decide it. */
export function whatWouldChange(input: DiagnosisInput, id: string): Change[] {
  const state = causeStates(input).get(id);
  return state === undefined ? [] : changesOf(state, input);
}

/** The same of a state that is known already. */
export function changesOf(state: CauseState, input: DiagnosisInput): Change[] {
  const { cause, matches, against } = state;
  const changes: Change[] = [];
  const told =
    state.state === 'confirmed' || state.state === 'likely' || state.state === 'possible' ? state.state : null;
  const results = latestResults(input.results);
  for (const match of told === null ? [] : matches[told]) {
    for (const { step, subject, judgement } of match.proof) {
      changes.push({ step, subject, now: judgement.code, becomes: [], would: 'take it back' });
    }
  }
  if (state.state === 'ruled out') {
    for (const { step, subject, judgement } of against.flatMap((match) => match.proof)) {
      changes.push({ step, subject, now: judgement.code, becomes: [], would: 'open it again' });
    }
  }
  if (state.state !== 'confirmed') {
    changes.push(...cause.confirmed.flatMap((clause) => lacking(clause, results, input, 'confirm it')));
  }
  if (state.state !== 'confirmed' && state.state !== 'ruled out') {
    changes.push(...cause.ruledOut.flatMap((clause) => lacking(clause, results, input, 'rule it out')));
  }
  const seen = new Set<string>();
  return changes.filter((change) => {
    const key = JSON.stringify(change);
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
}

type Results = ReturnType<typeof latestResults>;

/** The one result that a clause lacks; nothing where it lacks more than one, or none. */
function lacking(clause: Clause, results: Results, input: DiagnosisInput, would: Change['would']): Change[] {
  if (clause.kind === 'any') return clause.of.flatMap((part) => lacking(part, results, input, would));
  const parts = stepClausesOf(clause).filter((part) => !results.some((one) => isHolding(part, one, input)));
  const part = parts[0];
  if (part === undefined || parts.length > 1) return [];
  const own = results.filter((result) => result.step === part.step);
  const now = own.map((result): Change => {
    return { step: part.step, subject: result.subject, now: result.judgement.code, becomes: part.codes, would };
  });
  return now.length > 0 ? now : [{ step: part.step, subject: '', now: '', becomes: part.codes, would }];
}

function isHolding(part: StepClause, result: Results[number], input: DiagnosisInput): boolean {
  return result.step === part.step && holds(part, result, input.target);
}

/** A change in words: "if dns-nameserver 10.0.0.2 said DNS-201 (now DNS-200), that would confirm it". */
export function changeText({ step, subject, now, becomes, would }: Change): string {
  const where = subject === '' ? step : `${step} ${subject}`;
  const wanted = becomes.slice(0, 4).join(' or ');
  if (now === '') return `if ${where}, not judged yet, said ${wanted || 'otherwise'}, that would ${would}`;
  if (becomes.length === 0) return `if ${where} did not say ${now}, that would ${would}`;
  return `if ${where} said ${wanted} (now ${now}), that would ${would}`;
}
