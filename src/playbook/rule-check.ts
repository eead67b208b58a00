import type { Rule, Step } from './playbook.ts';

/** One thing that a step's rules must come to, wherever it is from: a written case, or a recorded walk. */
export interface RuleCheck {
  readonly step: Step;
  /** What is wrong when the step has these rules; empty when nothing is. */
  complaint(rules: readonly Rule[]): string;
}
