import { atomsOf, type Form } from './condition.ts';
import { isContradiction, isCovered, isTautology } from './condition-logic.ts';
import { didYouMean } from './nearest.ts';
import type { Rule } from './playbook.ts';
import type { Problem } from './problem.ts';
import type { WrittenStep } from './written.ts';
import type { YamlPath, YamlSource } from './yaml-source.ts';

interface Rules {
  readonly source: YamlSource;
  /** Of the step. */
  readonly path: YamlPath;
  readonly step: WrittenStep['step'];
  /** Those that compile, in order, with their place in the file. */
  readonly rules: readonly { readonly rule: Rule; readonly place: number }[];
  readonly problems: Problem[];
}

/** Vacuity: the final else, and rules that no facts can reach. */
export function checkRules(work: Rules): void {
  checkElse(work);
  const earlier: { form: Form; line: number; text: string }[] = [];
  for (const { rule, place } of work.rules) {
    if (rule.when === null) continue;
    const { form, source, reads } = rule.when;
    const path = [...work.path, 'judge', place];
    const add = (message: string, hint = ''): void => {
      work.problems.push(work.source.problem([...path, 'when'], message, hint));
    };
    const known = earlier.map((one) => one.form);
    const twin = earlier.find((one) => one.text === source);
    if (reads.length === 0) add('the condition looks at nothing', 'the last rule, for all the rest, is "else"');
    else if (isContradiction(form)) add('no facts can make this condition true');
    else if (isTautology(form)) add('this condition is always true', 'the last rule, for all the rest, is "else"');
    else if (twin !== undefined) add(`the same condition stands in line ${twin.line}, and the first match wins`);
    else if (isCovered(form, known)) {
      const line = earlier.find((one) => isCovered(form, [one.form]))?.line;
      const by = line === undefined ? 'the rules before it match' : `the rule in line ${line} matches`;
      add(`no facts reach this rule: ${by} first`, 'the first match wins: put the narrower condition first');
    }
    earlier.push({ form, line: rule.line, text: source });
    checkAnswers(work, form, path);
  }
}

function checkElse({ source, path, step, problems }: Rules): void {
  const judge = step.judge;
  const isElse = (rule: unknown): boolean => typeof rule === 'object' && rule !== null && 'else' in rule;
  const first = judge.findIndex(isElse);
  if (first === -1) {
    problems.push(source.problem([...path, 'judge'], `step "${step.id}" needs a last rule "else"`));
  } else if (first < judge.length - 1) {
    const message = '"else" must be the last rule: nothing after it has a turn';
    problems.push(source.problem([...path, 'judge', first], message));
  }
}

/** An answer that can't be given. */
function checkAnswers({ source, step, problems }: Rules, form: Form, path: YamlPath): void {
  if (step.ask === undefined || step.extract !== undefined) return;
  const ids = (step.ask.choices ?? []).map((choice) => choice.id);
  for (const { compare } of atomsOf(form)) {
    if (compare?.left !== 'facts.answer') continue;
    for (const answer of [compare.right].flat()) {
      if (ids.includes(String(answer))) continue;
      const message = `"${String(answer)}" is not one of the choices`;
      problems.push(source.problem([...path, 'when'], message, didYouMean(String(answer), ids)));
    }
  }
}
