import type { Scope } from '../playbook/condition.ts';
import type { Rule, Step } from '../playbook/playbook.ts';
import { lookUp, placeholdersOf, renderTemplate } from '../playbook/template.ts';
import type { Json } from '../session/evidence.ts';
import { nearestMiss } from './nearly.ts';
import type { Judgement } from './outcome.ts';

/** A judgement, and the placeholders of its texts that named nothing (written "?"). */
export interface Judged {
  readonly judgement: Judgement;
  readonly missing: readonly string[];
}

/**
 * What a step's rules make of its facts: the first that matches. Nothing is concluded from what was not seen: a rule
 * that hangs on an absent fact ends it as `inconclusive`, naming the fact; one whose fact is not of its declared type
 * as `tool-error`. Pure; never throws.
 */
export function judge(step: Step, scope: Scope): Judgement {
  return judgeInDetail(step, scope).judgement;
}

/** As judge(), with the placeholders that could not be filled: for the tests of a playbook. */
export function judgeInDetail(step: Step, scope: Scope): Judged {
  for (const [index, rule] of step.rules.entries()) {
    const answer = rule.when === null ? ({ is: 'yes' } as const) : rule.when.evaluate(scope);
    if (answer.is === 'yes') return matched(step, index, rule, scope);
    if (answer.is === 'unseen') return { judgement: unseenFact(step, rule, answer.fact), missing: [] };
    if (answer.is === 'error') return { judgement: ruleFailed(step, rule, answer.message), missing: [] };
  }
  // The loader lets no playbook pass whose last rule is not an else.
  return { judgement: empty('tool-error', `no rule of ${step.id} matched`), missing: [] };
}

function matched(step: Step, index: number, rule: Rule, scope: Scope): Judged {
  const texts = [rule.say, rule.meaning, rule.advice].map((text) => renderTemplate(text, scope));
  const earlier = step.rules.slice(0, index);
  return {
    judgement: {
      outcome: rule.is,
      code: rule.code,
      summary: texts[0]?.text ?? '',
      meaning: texts[1]?.text ?? '',
      advice: texts[2]?.text ?? '',
      next: rule.next,
      because: becauseOf(rule, earlier, scope),
      rule: { ...placeOf(step, rule), nearly: nearestMiss(earlier, scope) },
    },
    missing: [...new Set(texts.flatMap((text) => text.missing))],
  };
}

function placeOf(step: Step, rule: Rule): { file: string; line: number; when: string } {
  return { file: step.file, line: rule.line, when: rule.when?.source ?? 'else' };
}

/**
 * The facts that the condition looked at. For `else`, and for conditions about the target alone: those that its own
 * sentence cites, or else those that the rules before it looked at in vain.
 */
function becauseOf(rule: Rule, earlier: readonly Rule[], scope: Scope): { fact: string; value: Json }[] {
  const looked = factsIn(rule.when === null ? [] : rule.when.reads, scope);
  if (looked.length > 0) return looked;
  const cited = factsIn(
    placeholdersOf(rule.say).map((path) => `facts.${path}`),
    scope,
  );
  if (cited.length > 0) return cited;
  return factsIn(
    earlier.flatMap((one) => one.when?.reads ?? []),
    scope,
  );
}

function factsIn(paths: readonly string[], scope: Scope): { fact: string; value: Json }[] {
  const names = paths.filter((path) => path.startsWith('facts.')).map((path) => path.split('.')[1] ?? '');
  return [...new Set(names)].flatMap((fact) => {
    const value = lookUp([fact], { ...scope, subject: '' });
    const known = Object.hasOwn(scope.facts, fact) && value !== undefined && value !== null;
    return known ? [{ fact, value }] : [];
  });
}

function unseenFact(step: Step, rule: Rule, fact: string): Judgement {
  const about = step.facts[fact.split(/[. ]/)[0] ?? '']?.about ?? '';
  return {
    ...empty('inconclusive', `not seen: ${fact}${about === '' ? '' : ` (${about})`}`),
    meaning: `What decides here could not be seen, so nothing is concluded from it.`,
    advice: step.toCheckIt,
    rule: { ...placeOf(step, rule), nearly: null },
  };
}

function ruleFailed(step: Step, rule: Rule, message: string): Judgement {
  return {
    ...empty('tool-error', `the rule in line ${rule.line} could not be worked out: ${message}`),
    meaning: "The failure is walkdown's or the playbook's; it says nothing about the target.",
    advice: step.toCheckIt,
    rule: { ...placeOf(step, rule), nearly: null },
  };
}

function empty(outcome: Judgement['outcome'], summary: string): Judgement {
  return { outcome, code: '', summary, meaning: '', advice: '', next: '', because: [], rule: null };
}

/** Does a step apply to this target and subject? `reason` is empty when it does. A step whose condition hangs on an
 *  earlier fact that was not seen is walked: it may show what the other could not. */
export function applies(
  step: Pick<Step, 'when' | 'otherwise' | 'reasons'>,
  scope: Scope,
): { readonly is: boolean; readonly reason: string } {
  const answer = step.when === null ? ({ is: 'yes' } as const) : step.when.evaluate(scope);
  if (answer.is === 'yes' || answer.is === 'error') return { is: true, reason: '' };
  if (answer.is === 'unseen' && answer.fact.startsWith('seen.')) return { is: true, reason: '' };
  const known = step.reasons?.find(({ when }) => when.evaluate(scope).is === 'yes');
  const reason = renderTemplate(known?.say ?? step.otherwise, scope).text;
  if (answer.is === 'no') return { is: false, reason };
  return { is: false, reason: `${reason} (${answer.fact} is not known)` };
}
