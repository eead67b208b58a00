import type { TargetFacts } from '../target/target.ts';
import type { Condition, Scope } from './condition.ts';
import { renderTemplate } from './template.ts';

/** What a person may see, in a person's words; what suggests it; and where it is decided fastest. */
export interface Symptom {
  readonly id: string;
  readonly words: string;
  /** More of the same, for finding it by typing. */
  readonly also: readonly string[];
  /** The step to begin with; empty: the playbook's order. */
  readonly start: string;
  readonly suggests: readonly Suggestion[];
}

export type Suggestion =
  | { readonly kind: 'target'; readonly when: Condition; readonly because: string }
  | { readonly kind: 'log'; readonly matches: (line: string) => boolean; readonly because: string };

/** A symptom that the target itself suggests, and by what. */
export interface SuggestedSymptom {
  readonly id: string;
  readonly words: string;
  readonly because: string;
  /** The log line that suggests it; empty when its state does. */
  readonly line: string;
}

/** Log lines beyond these tell nothing that the last ones do not. */
const MOST_LINES = 2000;
const MOST_CHARACTERS = 2000;

/** The symptoms that the target's state and its log suggest, in the file's order, each by its first reason. Pure. */
export function suggestSymptoms(
  symptoms: readonly Symptom[],
  target: TargetFacts,
  log: readonly string[],
): SuggestedSymptom[] {
  const scope: Scope = { facts: {}, target, subject: '', limits: {} };
  const lines = log.slice(-MOST_LINES).map((line) => line.slice(0, MOST_CHARACTERS));
  return symptoms.flatMap((symptom) => {
    for (const suggestion of symptom.suggests) {
      const line = suggestion.kind === 'target' ? '' : lines.findLast((one) => suggestion.matches(one));
      if (line === undefined) continue;
      if (suggestion.kind === 'target' && suggestion.when.evaluate(scope).is !== 'yes') continue;
      const because = renderTemplate(suggestion.because, scope).text;
      return [{ id: symptom.id, words: symptom.words, because, line }];
    }
    return [];
  });
}
