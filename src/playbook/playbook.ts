import type { Outcome } from '../judge/outcome.ts';
import type { Tier, View } from '../session/evidence.ts';
import type { Condition } from './condition.ts';
import type { FactTable } from './fact-table.ts';

/** A playbook that has passed every check: what the walk goes by. */
export interface Playbook {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly about: string;
  /** In walking order. `first`: walked before the symptom leads elsewhere. */
  readonly phases: readonly { readonly id: string; readonly title: string; readonly first: boolean }[];
  readonly limits: Readonly<Record<string, number>>;
  readonly limitReasons: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  /** As given to the loader; rules name it. */
  readonly file: string;
  /** Of the file's text, hexadecimal. */
  readonly sha256: string;
}

export type SubjectKind = 'endpoints' | 'nameservers' | 'modules';

export interface Step {
  readonly id: string;
  readonly phase: string;
  readonly title: string;
  readonly why: string;
  readonly kind: 'diagnosis' | 'hygiene';
  readonly essential: boolean;
  /** Measures time: runs alone, is never fetched ahead. */
  readonly timing: boolean;
  /** What it measures is mostly waiting: once that took seconds, it and its like may be looked at side by side. */
  readonly waits: boolean;
  readonly each: SubjectKind | null;
  readonly when: Condition | null;
  /** Why it is not applicable, as a template; empty without `when`. */
  readonly otherwise: string;
  /** Why in particular: the first whose condition holds is said instead of `otherwise`. */
  readonly reasons?: readonly { readonly when: Condition; readonly say: string }[];
  readonly after: readonly string[];
  readonly action: Action;
  readonly timeoutMs: number;
  /** Id of the extractor. For `ask` without one: empty, the facts are ASK_FACTS. */
  readonly extract: string;
  readonly facts: FactTable;
  readonly rules: readonly Rule[];
  /** How to see it by other means; empty when the author said nothing. */
  readonly toCheckIt: string;
  readonly file: string;
  readonly line: number;
}

export interface Where {
  readonly view: View;
  readonly tier: Tier;
}

/** What a step does. Strings are templates: see fill.ts. */
export type Action =
  | {
      readonly kind: 'run';
      readonly argv: readonly string[];
      readonly env: readonly string[];
      readonly in: readonly Where[];
      readonly needs: readonly string[];
      readonly matched: boolean;
      readonly repeat: number;
    }
  | { readonly kind: 'read'; readonly source: string; readonly path: string | null }
  | {
      readonly kind: 'exchange';
      readonly exchange: string;
      readonly in: readonly Where[];
      readonly with: Readonly<Record<string, string | number | boolean>>;
    }
  | {
      readonly kind: 'ask';
      readonly question: string;
      readonly choices: readonly { readonly id: string; readonly text: string }[];
      readonly free: boolean;
    }
  | { readonly kind: 'derive' };

export interface Rule {
  /** Null: the final `else`. */
  readonly when: Condition | null;
  readonly is: Outcome;
  readonly code: string;
  readonly say: string;
  readonly meaning: string;
  readonly advice: string;
  /** Empty: the next in order. */
  readonly next: string;
  readonly line: number;
}

/** The facts of an `ask` step that names no extractor. */
export const ASK_FACTS: FactTable = {
  answer: { type: 'string', about: 'id of the choice taken; absent when the person would not say' },
  text: { type: 'string', about: 'what was typed; absent when nothing was' },
};
