import { type BlastRadius, blastRadius } from './blast-radius.ts';
import { type Because, becauseOf, compareText, type DiagnosisInput, distinct, latestResults } from './results.ts';
import { type CauseState, causeStates, stepsOf } from './states.ts';
import { changesOf, changeText } from './would-change.ts';

/** A line of the causes screen. */
export interface BoardEntry {
  readonly id: string;
  readonly area: string;
  readonly kind: 'diagnosis' | 'hygiene';
  readonly state: CauseState['state'];
  /** By what: the evidence for it, or against it where it is ruled out; for `open`, what there is of either. */
  readonly by: readonly Because[];
  /** The cause that explains this one; empty otherwise. */
  readonly explainedBy: string;
  /** Steps that would decide it and gave no judgement yet. */
  readonly waitsFor: readonly string[];
  /** What would change its state, in sentences. */
  readonly wouldChange: readonly string[];
  /** Whom else it reaches; left out where that does not go beyond the target, nobody looked, or it is no cause here. */
  readonly blastRadius?: BlastRadius;
}

const ORDER: readonly CauseState['state'][] = ['confirmed', 'likely', 'possible', 'open', 'explained', 'ruled out'];

/** Every cause and where it stands: confirmed first, ruled out last. */
export function board(input: DiagnosisInput): BoardEntry[] {
  const results = latestResults(input.results);
  const taken = new Set(
    results
      .filter(({ judgement }) => judgement.outcome !== 'inconclusive' && judgement.outcome !== 'tool-error')
      .map((result) => result.step),
  );
  return [...causeStates(input).values()]
    .map((one): BoardEntry => {
      const { cause, state, matches, against, explainedBy } = one;
      const proving = state === 'ruled out' ? [] : [...matches.confirmed, ...matches.likely, ...matches.possible];
      const told = proving.length > 0 ? proving : against;
      const steps = stepsOf([...cause.confirmed, ...cause.likely, ...cause.ruledOut]);
      const isNamed = state === 'confirmed' || state === 'likely' || state === 'possible';
      const proof = proving.flatMap((match) => match.proof);
      const reach = isNamed ? blastRadius(cause.sharedBy, proof, results) : null;
      const open = state === 'open' || state === 'possible' || state === 'likely';
      return {
        id: cause.id,
        area: cause.area,
        kind: cause.kind,
        state,
        by: distinct(told.flatMap((match) => match.proof.map(becauseOf))),
        explainedBy,
        waitsFor: open ? steps.filter((step) => !taken.has(step)) : [],
        wouldChange: changesOf(one, input).map(changeText),
        ...(reach === null ? {} : { blastRadius: reach }),
      };
    })
    .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || compareText(a.id, b.id));
}
