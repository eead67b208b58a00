import type { Facts } from '../session/evidence.ts';
import type { Endpoint, TargetFacts } from '../target/target.ts';
import type { FactTable } from './fact-table.ts';

/** What a condition may look at, for type checking. */
export interface Declarations {
  /** Facts of this step; null where there are none yet (`when` of a step, symptoms). */
  readonly facts: FactTable | null;
  /** Extractor's name for messages. */
  readonly extractor: string;
  readonly limits: Readonly<Record<string, number>>;
  /** Facts of earlier steps (those in `after`), by step id. In conditions: `seen.dns_timing.seconds`. */
  readonly seen: Readonly<Record<string, FactTable>>;
  /** The step is taken once an endpoint: `endpoint.host`, `.port`, `.tls`, … */
  readonly endpoint: boolean;
}

/** The values a condition is evaluated with. */
export interface Scope {
  readonly facts: Facts;
  readonly target: TargetFacts;
  readonly subject: string;
  readonly limits: Readonly<Record<string, number>>;
  readonly endpoint?: Endpoint | null;
  /** Facts of earlier steps by step id, already those that go with this subject. */
  readonly seen?: Readonly<Record<string, Facts>>;
}

/**
 * yes, no, or: `unseen`, it hangs on a fact that is absent (a part that decides it alone does not hang on the others:
 * `false && absent` is no) · `error`, a fact is not of its declared type or the condition cannot be worked out.
 */
export type Answer3 =
  | { readonly is: 'yes' }
  | { readonly is: 'no' }
  | { readonly is: 'unseen'; readonly fact: string }
  | { readonly is: 'error'; readonly message: string };

/** A condition's truth-functional shape; what stands between and/or/not is an atom. */
export type Form =
  | { readonly op: 'and' | 'or'; readonly of: readonly Form[] }
  | { readonly op: 'not'; readonly of: Form }
  | Atom;

/** Every atom of a condition, in reading order. */
export function atomsOf(form: Form): Atom[] {
  if (form.op === 'atom') return [form];
  return form.op === 'not' ? atomsOf(form.of) : form.of.flatMap(atomsOf);
}

export interface Atom {
  readonly op: 'atom';
  /** Canonical text of the atom. */
  readonly text: string;
  /** Paths it reads: facts.seconds, target.libc.family, limits.slow. */
  readonly reads: readonly string[];
  /** `subject (operator) constant`, where it has that form; a bare bool is `== true`. Limits count as constants. */
  readonly compare: Comparison | null;
  readonly evaluate: (scope: Scope) => Answer3;
}

export interface Comparison {
  readonly left: string;
  readonly op: '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in';
  readonly right: number | string | boolean | readonly (number | string | boolean)[];
}

/** A compiled, type-checked condition. */
export interface Condition {
  /** As written, blanks normalised. */
  readonly source: string;
  readonly reads: readonly string[];
  readonly form: Form;
  evaluate(scope: Scope): Answer3;
}

/** A fault in a condition, by character offsets in its text. */
export interface ConditionProblem {
  readonly start: number;
  readonly message: string;
  readonly hint: string;
}
