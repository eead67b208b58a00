import type { Judgement } from './outcome.ts';

/** Judgements of steps that no rule was reached for: what was not applicable, not to be seen, or failed. */

/** The step does not apply; the reason is its `otherwise`. */
export function notApplicable(reason: string): Judgement {
  return bare('not-applicable', reason, '', '');
}

/**
 * It could not be looked at. `unseen` (a view, a tool, a privilege lacked) and `interrupted` (the target went away
 * meanwhile) are inconclusive; `failed` is a failure of ours.
 */
export function unseenJudgement(unseen: {
  readonly reason: string;
  readonly toCheckIt: string;
  readonly why: 'unseen' | 'interrupted' | 'failed';
}): Judgement {
  const failed = unseen.why === 'failed';
  const meaning = failed
    ? "This failure is ours; it says nothing about the target's health."
    : 'This could not be seen, so nothing is concluded from it.';
  return bare(failed ? 'tool-error' : 'inconclusive', unseen.reason, meaning, unseen.toCheckIt);
}

function bare(outcome: Judgement['outcome'], summary: string, meaning: string, advice: string): Judgement {
  return { outcome, code: '', summary, meaning, advice, next: '', because: [], rule: null };
}
