import { truthOf } from '../judge/nearly.ts';
import { atomsOf, type Condition } from './condition.ts';
import type { Playbook, Rule, Step } from './playbook.ts';
import type { RuleCheck } from './rule-check.ts';

/** A step's rules with one thing wrong: a rule dropped, or one comparison turned round. */
export interface Mutant {
  readonly step: string;
  readonly code: string;
  readonly line: number;
  /** What was done to it. */
  readonly what: string;
  readonly rules: readonly Rule[];
}

export interface MutationReport {
  readonly mutants: number;
  readonly killed: number;
  /** Those that no case misses: rules that no test holds in place. */
  readonly survivors: readonly Mutant[];
}

/** Every mutant of a step. The final else stays: without it the playbook would not load. */
function mutantsOf(step: Step): Mutant[] {
  return step.rules.flatMap((rule, index): Mutant[] => {
    const when = rule.when;
    if (when === null) return [];
    const put = (what: string, rules: readonly Rule[]): Mutant => {
      return { step: step.id, code: rule.code, line: rule.line, what, rules };
    };
    const flipped = atomsOf(when.form).map((atom) => {
      const turned: Condition = {
        ...when,
        evaluate: (scope) => {
          const is = truthOf(when.form, atom, scope);
          if (is === 'unseen') return { is, fact: atom.reads[0] ?? '' };
          return is === 'error' ? { is, message: 'mutant' } : { is };
        },
      };
      return put(`turned round: ${atom.text}`, step.rules.with(index, { ...rule, when: turned }));
    });
    return [put('dropped', step.rules.toSpliced(index, 1)), ...flipped];
  });
}

/** Which mutants the checks miss. One that fails on the unchanged playbook says nothing. */
export function runMutants(playbook: Playbook, checks: readonly RuleCheck[]): MutationReport {
  const sound = new Map<string, RuleCheck[]>();
  for (const check of checks) {
    if (check.complaint(check.step.rules) !== '') continue;
    const { id } = check.step;
    sound.set(id, [...(sound.get(id) ?? []), check]);
  }
  const mutants = playbook.steps.flatMap(mutantsOf);
  const survivors = mutants.filter((mutant) =>
    (sound.get(mutant.step) ?? []).every((check) => check.complaint(mutant.rules) === ''),
  );
  return { mutants: mutants.length, killed: mutants.length - survivors.length, survivors };
}
