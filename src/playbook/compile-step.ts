import type { Cel } from './cel.ts';
import { checkRules } from './check-rules.ts';
import type { Condition, Declarations } from './condition.ts';
import { isContradiction, isTautology } from './condition-logic.ts';
import type { FactTable } from './fact-table.ts';
import type { Action, Rule, Step } from './playbook.ts';
import type { Problem } from './problem.ts';
import type { RuleFile } from './schema.ts';
import { checkTemplate } from './template.ts';
import type { Outline, WrittenStep } from './written.ts';
import type { YamlPath, YamlSource } from './yaml-source.ts';

interface Work {
  readonly source: YamlSource;
  readonly outline: Outline;
  readonly written: WrittenStep;
  readonly cel: Cel;
  readonly problems: Problem[];
}

const DEFAULT_TIMEOUT_MS = 10_000;

/** Types: every condition and every placeholder of a step against the facts that there are. Null when any is wrong. */
export function compileStep(work: Work): Step | null {
  const { source, outline, written, problems } = work;
  const { step, index } = written;
  const path = ['steps', index];
  const before = problems.length;
  const facts = outline.facts.get(step.id) ?? null;
  const extractor = step.extract ?? (step.ask === undefined ? step.id : 'ask');
  const early: Declarations = {
    facts: null,
    extractor,
    limits: outline.limits,
    seen: seenTables(step.after ?? [], outline),
    endpoint: step.each === 'endpoints',
  };
  const late: Declarations = { ...early, facts };
  const when = compileWhen(work, early);
  checkTexts(work, path, ['toCheckIt'], step, early);
  const why = compileOtherwise(work, early);
  checkActionTexts(work, early);
  const rules: { rule: Rule; place: number }[] = [];
  // Without declared facts (no such extractor, already told) nothing can be said about the rules' types.
  for (const { index: place, rule: file } of facts === null ? [] : written.rules) {
    const rule = compileRule(work, place, file, late);
    if (rule !== null) rules.push({ rule, place });
  }
  checkRules({ source, path, step, rules, problems });
  const action = actionOf(step);
  if (problems.length > before || action === null || facts === null) return null;
  return {
    id: step.id,
    phase: step.phase,
    title: step.title.trim(),
    why: step.why.trim(),
    kind: step.kind ?? 'diagnosis',
    essential: step.essential ?? false,
    timing: step.timing !== undefined && step.timing !== false,
    waits: step.timing === 'waits',
    each: step.each ?? null,
    when,
    ...why,
    after: step.after ?? [],
    action,
    timeoutMs: timeoutOf(step.timeout),
    extract: step.extract ?? (step.ask === undefined ? step.id : ''),
    facts,
    rules: rules.map(({ rule }) => rule),
    toCheckIt: step.toCheckIt?.trim() ?? '',
    file: source.file,
    line: source.line(path),
  };
}

/** The condition for taking a step at all; one that is always or never true is a mistake. */
function compileWhen(work: Work, declarations: Declarations): Condition | null {
  const { step, index } = work.written;
  if (step.when === undefined) return null;
  const path = ['steps', index, 'when'];
  const when = compileCondition(work, path, step.when, declarations);
  if (when === null) return null;
  const add = (message: string): void => {
    work.problems.push(work.source.problem(path, message));
  };
  if (when.reads.length === 0) add(`the "when" of step "${step.id}" looks at nothing`);
  else if (isContradiction(when.form)) add(`step "${step.id}" is never applicable`);
  else if (isTautology(when.form)) add(`the "when" of step "${step.id}" is always true`);
  return when;
}

/** Why a step is not applicable: one reason, or several with their conditions, the last of them without. */
function compileOtherwise(work: Work, declarations: Declarations): Pick<Step, 'otherwise' | 'reasons'> {
  const { step, index } = work.written;
  const path = ['steps', index, 'otherwise'];
  const { otherwise } = step;
  if (otherwise === undefined || typeof otherwise === 'string') {
    checkTexts(work, ['steps', index], ['otherwise'], step, declarations);
    return { otherwise: otherwise?.trim() ?? '' };
  }
  const reasons = otherwise.flatMap((one, place) => {
    checkTexts(work, [...path, place], ['say', 'else'], one, declarations);
    if ('else' in one) return [];
    const when = compileCondition(work, [...path, place, 'when'], one.when, declarations);
    return when === null ? [] : [{ when, say: one.say.trim() }];
  });
  const last = otherwise.at(-1);
  const isInOrder = otherwise.every((one, place) => 'else' in one === (place === otherwise.length - 1));
  if (!isInOrder) work.problems.push(work.source.problem(path, 'the last reason, and no other, is "else"'));
  return { otherwise: last !== undefined && 'else' in last ? last.else.trim() : '', reasons };
}

function seenTables(after: readonly string[], outline: Outline): Record<string, FactTable> {
  const tables: Record<string, FactTable> = {};
  for (const id of after) tables[id] = outline.facts.get(id) ?? {};
  return tables;
}

function compileRule(work: Work, place: number, rule: RuleFile, declarations: Declarations): Rule | null {
  const path = ['steps', work.written.index, 'judge', place];
  const isElse = !('when' in rule);
  const when = isElse ? null : compileCondition(work, [...path, 'when'], rule.when, declarations);
  checkTexts(work, path, ['say', 'meaning', 'advice'], rule, declarations);
  // A rule whose condition does not compile has no say in the checks to come.
  if (!isElse && when === null) return null;
  return {
    when,
    is: isElse ? rule.else : rule.is,
    code: rule.code,
    say: rule.say.trim(),
    meaning: rule.meaning?.trim() ?? '',
    advice: rule.advice?.trim() ?? '',
    next: rule.next ?? '',
    line: work.source.line(path),
  };
}

/** Compiles a condition; its problems are told at their own character. */
export function compileCondition(
  work: { readonly source: YamlSource; readonly cel: Cel; readonly problems: Problem[] },
  path: YamlPath,
  text: string,
  declarations: Declarations,
): Condition | null {
  const { condition, problems } = work.cel.compile(text, declarations);
  for (const { start, message, hint } of problems) {
    work.problems.push(work.source.problemInside(path, start, message, hint));
  }
  return condition;
}

/** Checks the placeholders of some texts of one mapping. */
export function checkTexts(
  work: { readonly source: YamlSource; readonly problems: Problem[] },
  path: YamlPath,
  keys: readonly string[],
  texts: object,
  declarations: Declarations,
): void {
  for (const key of keys) {
    const text = (texts as Record<string, unknown>)[key];
    if (typeof text === 'string') checkText(work, [...path, key], text, declarations);
    if (!Array.isArray(text)) continue;
    for (const [index, item] of text.entries()) {
      if (typeof item === 'string') checkText(work, [...path, key, index], item, declarations);
    }
  }
}

function checkText(
  work: { readonly source: YamlSource; readonly problems: Problem[] },
  path: YamlPath,
  text: string,
  declarations: Declarations,
): void {
  for (const { start, message, hint } of checkTemplate(text, declarations)) {
    work.problems.push(work.source.problemInside(path, start, message, hint));
  }
}

function checkActionTexts(work: Work, declarations: Declarations): void {
  const { step, index } = work.written;
  const path = ['steps', index];
  if (step.run !== undefined) checkTexts(work, [...path, 'run'], ['argv', 'env'], step.run, declarations);
  if (step.read !== undefined) checkTexts(work, [...path, 'read'], ['path'], step.read, declarations);
  const parameters = step.exchange?.with;
  if (parameters !== undefined) {
    checkTexts(work, [...path, 'exchange', 'with'], Object.keys(parameters), parameters, declarations);
  }
  if (step.ask !== undefined) checkTexts(work, [...path, 'ask'], ['question'], step.ask, declarations);
}

function actionOf(step: WrittenStep['step']): Action | null {
  if (step.run !== undefined) {
    const { argv, in: places, env = [], needs = [], matched = true, repeat = 1 } = step.run;
    return { kind: 'run', argv, env, in: places, needs, matched, repeat };
  }
  if (step.read !== undefined) return { kind: 'read', source: step.read.source, path: step.read.path ?? null };
  if (step.exchange !== undefined) {
    const { kind, in: places, with: parameters = {} } = step.exchange;
    return { kind: 'exchange', exchange: kind, in: places, with: parameters };
  }
  if (step.ask !== undefined) {
    const { question, choices = [], free = false } = step.ask;
    return { kind: 'ask', question, choices, free };
  }
  return step.derive === undefined ? null : { kind: 'derive' };
}

function timeoutOf(timeout: string | number | undefined): number {
  if (timeout === undefined) return DEFAULT_TIMEOUT_MS;
  if (typeof timeout === 'number') return Math.round(timeout * 1000);
  const unit = timeout.endsWith('ms') ? 1 : timeout.endsWith('m') ? 60_000 : 1000;
  return Math.round(Number.parseFloat(timeout) * unit);
}
