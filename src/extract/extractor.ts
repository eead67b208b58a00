import type { Evidence, Facts } from '../session/evidence.ts';
import type { TargetFacts } from '../target/target.ts';

/** CEL's types as far as facts have them. `int` values are whole numbers, `double` any number. */
export type FactType = 'string' | 'int' | 'double' | 'bool' | 'list<string>' | 'list<dyn>' | 'map<string,dyn>';

/** What an extractor may know beside the evidence. All of it is data that is journalled. */
export interface ExtractContext {
  readonly target: TargetFacts;
  /** The endpoint, nameserver or module this attempt is about; empty for steps without subjects. */
  readonly subject: string;
  /** Facts of steps already taken, by step id; one entry a subject (latest attempt). */
  readonly earlier: Readonly<Record<string, readonly { subject: string; facts: Facts }[]>>;
  /** The playbook's named limits. */
  readonly limits: Readonly<Record<string, number>>;
  /** When the observation ended, RFC 3339: the only clock an extractor has. */
  readonly now: string;
}

/** Raw output to typed facts; pure. A fact that the evidence does not show is left out. */
export interface Extractor {
  readonly id: string;
  /** One sentence for playbook authors. */
  readonly about: string;
  /** Every fact it may give, with its CEL type and what it means (units included). */
  readonly facts: Readonly<Record<string, { readonly type: FactType; readonly about: string }>>;
  extract(evidence: readonly Evidence[], context: ExtractContext): Facts;
}
