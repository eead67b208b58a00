import type { Json } from '../session/evidence.ts';

export const OUTCOMES = ['ok', 'suspect', 'fault', 'inconclusive', 'not-applicable', 'tool-error'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What a step's rules made of its facts. */
export interface Judgement {
  outcome: Outcome;
  /** Stable code of the rule that matched: DNS-003. Empty where no rule was reached. */
  code: string;
  summary: string;
  meaning: string;
  advice: string;
  /** Id of the step advised next; empty: the next in order. */
  next: string;
  /** The facts the matching condition looked at, with their values. */
  because: { fact: string; value: Json }[];
  /** Where the rule stands, for "why this advice": file, line, its condition, and the first rule that almost matched. */
  rule: {
    file: string;
    line: number;
    when: string;
    nearly: { when: string; line: number; code: string } | null;
  } | null;
}
