import type { ASTNode } from '@marcbachmann/cel-js';
import { isMacro, isNode, pathOf, ROOTS, visit } from './cel-ast.ts';
import { ENDPOINT_SCHEMA, seenName, TARGET_SCHEMA } from './cel-values.ts';
import type { ConditionProblem, Declarations } from './condition.ts';
import { didYouMean } from './nearest.ts';

/** Deeper nested loops over lists could take seconds. */
const MOST_LOOPS = 2;

/** What the type checker lets pass and we don't: `matches`, deep loops, has() of unknown facts, whole records. */
export function lintCondition(
  ast: ASTNode,
  declarations: Declarations,
  compileRe: (pattern: string) => string | null,
): ConditionProblem[] {
  const problems: ConditionProblem[] = [];
  const add = (node: ASTNode, message: string, hint = ''): void => {
    problems.push({ start: node.start, message, hint });
  };
  const asRecord = new Set<ASTNode>();
  visit(ast, (node, loops) => {
    if (isMacro(node) && loops >= MOST_LOOPS) add(node, 'more than two loops inside one another');
    if (isMacro(node)) lintLoopVariable(node, add);
    if (node.op === '.') asRecord.add(node.args[0]);
    if (node.op === 'id' && isRecord(node.args) && !asRecord.has(node)) {
      add(node, `"${node.args}" can't be used as a whole`, `write ${node.args}.name`);
    }
    if (node.op === 'rcall' && node.args[0] === 'matches') {
      add(node, '"matches" is not available', 'use text.re("…"), which takes linear time');
    }
    if (node.op === 'rcall' && node.args[0] === 're') lintPattern(node, compileRe, add);
    if (node.op === 'call' && node.args[0] === 'has') lintHas(node, declarations, add);
  });
  return problems;
}

type Add = (node: ASTNode, message: string, hint?: string) => void;

function isRecord(name: string): boolean {
  return name !== 'subject' && (ROOTS as readonly string[]).includes(name);
}

function lintLoopVariable(node: ASTNode, add: Add): void {
  const variable = (node.args as [string, ASTNode, ASTNode[]])[2][0];
  if (variable?.op === 'id' && (ROOTS as readonly string[]).includes(variable.args)) {
    add(variable, `a loop's variable can't be called "${variable.args}"`);
  }
}

function lintPattern(node: ASTNode, compileRe: (pattern: string) => string | null, add: Add): void {
  const pattern = (node.args as [string, ASTNode, ASTNode[]])[2][0];
  if (pattern === undefined) return;
  if (pattern.op !== 'value' || typeof pattern.args !== 'string') {
    add(pattern, 'the pattern of re() must be a plain string');
    return;
  }
  const error = compileRe(pattern.args);
  if (error !== null) add(pattern, `not a pattern: ${error}`, 'RE2 syntax: no look-around, no back-reference');
}

/** The checker does not look inside has(): a misspelt fact there would be a silent "no". */
function lintHas(node: ASTNode, declarations: Declarations, add: Add): void {
  const argument = (node.args as [string, ASTNode[]])[1][0];
  const path = isNode(argument) ? pathOf(argument) : null;
  if (path === null || argument === undefined) return;
  const problem = unknownName(path, declarations);
  if (problem !== null) add(argument, problem.message, problem.hint);
}

type Schema = { readonly [name: string]: unknown };

function unknownName(path: readonly string[], declarations: Declarations): { message: string; hint: string } | null {
  const roots: Schema = {
    facts: declarations.facts ?? undefined,
    limits: declarations.limits,
    target: TARGET_SCHEMA,
    endpoint: declarations.endpoint ? ENDPOINT_SCHEMA : undefined,
    seen: Object.fromEntries(Object.entries(declarations.seen).map(([step, table]) => [seenName(step), table])),
  };
  let level: unknown = roots;
  const deepest = path[0] === 'facts' ? 2 : 3;
  for (const [index, name] of path.slice(0, deepest).entries()) {
    if (typeof level !== 'object' || level === null) return null;
    const known = Object.keys(level).filter((key) => (level as Schema)[key] !== undefined);
    // A loop's variable is no root of ours.
    if (!known.includes(name)) return index === 0 ? null : nameProblem(path, index, known, declarations);
    level = (level as Schema)[name];
  }
  return null;
}

function nameProblem(
  path: readonly string[],
  index: number,
  known: readonly string[],
  declarations: Declarations,
): { message: string; hint: string } {
  const name = path[index] ?? '';
  const hint = didYouMean(name, known);
  if (path[0] === 'facts') return { message: `the extractor "${declarations.extractor}" has no fact "${name}"`, hint };
  if (path[0] === 'limits') return { message: `there is no limit "${name}"`, hint };
  if (path[0] === 'seen' && index === 1) {
    return { message: `"seen.${name}" is not a step in "after"`, hint };
  }
  return { message: `${path.slice(0, index).join('.')} has no "${name}"`, hint };
}

/** An error of the parser or the type checker, in the words of a playbook's author. */
export function explainCelError(error: unknown, declarations: Declarations): ConditionProblem {
  const { code, summary, range, node } = error as {
    code?: string;
    summary?: string;
    range?: { start: number };
    node?: ASTNode;
  };
  const start = range?.start ?? 0;
  const text = summary ?? String((error as Error).message);
  if (code === 'no_such_key' && isNode(node)) {
    const path = pathOf(node);
    const problem = path === null ? null : unknownName(path, declarations);
    if (problem !== null) return { start, ...problem };
  }
  if (code === 'unknown_variable') return { start, ...unknownVariable(text, declarations) };
  if (code === 'no_such_overload')
    return { start, message: `types do not fit: ${text.split(': ')[1] ?? text}`, hint: '' };
  return { start, message: text, hint: code === 'unexpected_character' ? 'equality is ==' : '' };
}

function unknownVariable(text: string, declarations: Declarations): { message: string; hint: string } {
  const name = text.split(': ')[1] ?? '';
  if (declarations.facts !== null && Object.hasOwn(declarations.facts, name)) {
    return { message: `unknown word "${name}"`, hint: `write facts.${name}` };
  }
  if (name === 'facts') return { message: '"facts" are not known yet here', hint: 'use target, limits, subject, seen' };
  if (name === 'endpoint') return { message: 'there is no endpoint here', hint: 'the step needs each: endpoints' };
  return { message: `unknown word "${name}"`, hint: didYouMean(name, ROOTS) };
}
