import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { comparisonOf, readsOf } from './cel-ast.ts';
import { explainCelError, lintCondition } from './cel-checks.ts';
import { celContext, celSchema, ENDPOINT_SCHEMA, seenName, TARGET_SCHEMA } from './cel-values.ts';
import type { Answer3, Atom, Condition, ConditionProblem, Declarations, Form, Scope } from './condition.ts';

/** The language of conditions: CEL with declared types, and `text.re("…")` in linear time instead of `matches`. */
export interface Cel {
  /** Compiles a condition that must be a bool; every fault of it that can be told before it runs is a problem. */
  compile(
    source: string,
    declarations: Declarations,
  ): { condition: Condition | null; problems: readonly ConditionProblem[] };
}

const LIMITS = { maxAstNodes: 400, maxDepth: 24, maxListElements: 64, maxMapEntries: 16, maxCallArguments: 6 };

interface Language {
  readonly base: Environment;
  readonly serialize: (ast: ASTNode) => string;
  readonly compileRe: (pattern: string) => string | null;
}

let opened: Promise<Cel> | null = null;

/** Loads the interpreter, once (some 60 ms, hence not at start-up). */
export function openCel(): Promise<Cel> {
  opened ??= load();
  return opened;
}

async function load(): Promise<Cel> {
  const [{ Environment, serialize }, { RE2JS }] = await Promise.all([import('@marcbachmann/cel-js'), import('re2js')]);
  const patterns = new Map<string, ReturnType<typeof RE2JS.compile>>();
  const pattern = (text: string): ReturnType<typeof RE2JS.compile> => {
    const known = patterns.get(text) ?? RE2JS.compile(text);
    patterns.set(text, known);
    return known;
  };
  const base = new Environment({ homogeneousAggregateLiterals: false, limits: LIMITS });
  base.registerFunction('string.re(string): bool', (text: string, source: string) =>
    pattern(source).matcher(text).find(),
  );
  base.registerOperator('int == double', (a: bigint, b: number) => Number(a) === b);
  for (const [op, work] of ARITHMETIC) {
    const mixed = (a: bigint | number, b: bigint | number): number => work(Number(a), Number(b));
    base.registerOperator(`int ${op} double`, mixed);
    base.registerOperator(`double ${op} int`, mixed);
  }
  base.registerVariable('subject', 'string');
  base.registerVariable({ name: 'target', schema: TARGET_SCHEMA });
  const compileRe = (source: string): string | null => {
    try {
      pattern(source);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const environments = new WeakMap<Declarations, Environment>();
  // All steps of a playbook share its limits: they are declared once.
  const byLimits = new WeakMap<Declarations['limits'], Environment>();
  return {
    compile(source, declarations) {
      const shared = byLimits.get(declarations.limits) ?? declareLimits(base, declarations.limits);
      byLimits.set(declarations.limits, shared);
      const known = environments.get(declarations) ?? declare(shared, declarations);
      environments.set(declarations, known);
      return compile({ base: known, serialize, compileRe }, source, declarations);
    },
  };
}

const ARITHMETIC: readonly (readonly [string, (a: number, b: number) => number])[] = [
  ['+', (a, b) => a + b],
  ['-', (a, b) => a - b],
  ['*', (a, b) => a * b],
  ['/', (a, b) => a / b],
];

function declareLimits(base: Environment, limits: Declarations['limits']): Environment {
  const schema = Object.fromEntries(Object.keys(limits).map((name) => [name, 'double']));
  return base.clone().registerVariable({ name: 'limits', schema });
}

function declare(base: Environment, declarations: Declarations): Environment {
  const environment = base.clone();
  const seen = Object.fromEntries(
    Object.entries(declarations.seen).map(([step, table]) => [seenName(step), celSchema(table)]),
  );
  environment.registerVariable({ name: 'seen', schema: seen });
  if (declarations.endpoint) environment.registerVariable({ name: 'endpoint', schema: ENDPOINT_SCHEMA });
  if (declarations.facts !== null)
    environment.registerVariable({ name: 'facts', schema: celSchema(declarations.facts) });
  return environment;
}

function compile(
  language: Language,
  source: string,
  declarations: Declarations,
): { condition: Condition | null; problems: readonly ConditionProblem[] } {
  try {
    const parsed = language.base.parse(source);
    const problems = lintCondition(parsed.ast, declarations, language.compileRe);
    if (problems.length > 0) return { condition: null, problems };
    const checked = parsed.check();
    if (!checked.valid) return { condition: null, problems: [explainCelError(checked.error, declarations)] };
    if (checked.type !== 'bool') {
      const message = `it is ${checked.type ?? 'of no type'}, and must be true or false`;
      return { condition: null, problems: [{ start: 0, message, hint: 'compare it with something' }] };
    }
    const text = (node: ASTNode): string => language.serialize(node);
    const condition: Condition = {
      source: source.trim().replaceAll(/\s+/g, ' '),
      reads: readsOf(parsed.ast),
      form: formOf(language, parsed.ast, text, declarations),
      evaluate: evaluator(parsed, declarations, readsOf(parsed.ast)),
    };
    return { condition, problems: [] };
  } catch (error) {
    return { condition: null, problems: [explainCelError(error, declarations)] };
  }
}

function formOf(language: Language, node: ASTNode, text: (node: ASTNode) => string, declarations: Declarations): Form {
  if (node.op === '&&' || node.op === '||') {
    const op = node.op === '&&' ? 'and' : 'or';
    const of = node.args.map((part) => formOf(language, part, text, declarations));
    return { op, of: of.flatMap((part) => (part.op === op ? part.of : [part])) };
  }
  if (node.op === '!_') return { op: 'not', of: formOf(language, node.args, text, declarations) };
  const reads = readsOf(node);
  let compiled: ((scope: Scope) => Answer3) | null = null;
  const atom: Atom = {
    op: 'atom',
    text: text(node),
    reads,
    compare: reads.length === 0 ? null : comparisonOf(node, text, declarations.limits),
    // Compiled at first use: most atoms are only looked at for "nearly", and many for nothing at all.
    evaluate: (scope) => {
      compiled ??= evaluator(language.base.parse(text(node)), declarations, reads);
      return compiled(scope);
    },
  };
  return atom;
}

type Parsed = ReturnType<Environment['parse']>;

function evaluator(parsed: Parsed, declarations: Declarations, reads: readonly string[]): (scope: Scope) => Answer3 {
  return (scope) => {
    const { context, mismatched } = celContext(scope, declarations);
    try {
      const value: unknown = parsed(context);
      if (typeof value === 'boolean') return { is: value ? 'yes' : 'no' };
      return { is: 'error', message: 'the condition is neither true nor false' };
    } catch (error) {
      return failure(error, mismatched, reads);
    }
  };
}

/** What could not be worked out: an absent fact is "unseen", anything else an error of ours or of the playbook. */
function failure(error: unknown, mismatched: ReadonlyMap<string, string>, reads: readonly string[]): Answer3 {
  const { code, summary, node } = error as { code?: string; summary?: string; node?: ASTNode };
  for (const [path, type] of mismatched) {
    if (reads.includes(path)) return { is: 'error', message: `the fact ${bare(path)} is not ${type}` };
  }
  if (code === 'index_out_of_bounds') return { is: 'unseen', fact: bare(reads[0] ?? 'an entry of a list') };
  if (code !== 'no_such_key' || node === undefined) {
    return { is: 'error', message: summary ?? String((error as Error).message) };
  }
  const input = node.input.slice(node.start, node.end);
  const path = reads.find((read) => input === read || input.startsWith(`${read}.`));
  return { is: 'unseen', fact: path === undefined ? `${bare(reads[0] ?? '')} (${input})` : bare(input) };
}

function bare(path: string): string {
  return path.startsWith('facts.') ? path.slice('facts.'.length) : path;
}
