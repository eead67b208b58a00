import type { Clause, StepClause } from './causes.ts';
import type { Cel } from './cel.ts';
import { checkShape } from './check-shape.ts';
import { compileCondition } from './compile-step.ts';
import { isContradiction } from './condition-logic.ts';
import { didYouMean } from './nearest.ts';
import type { Playbook, Step } from './playbook.ts';
import type { Problem } from './problem.ts';
import type { CauseOptions } from './written-causes.ts';
import type { YamlPath, YamlSource } from './yaml-source.ts';

export interface ClauseWork {
  readonly source: YamlSource;
  readonly options: CauseOptions;
  readonly schemas: typeof import('./causes-schema.ts');
  readonly cel: Cel;
  readonly problems: Problem[];
}

export interface CompiledClause {
  readonly clause: Clause;
  readonly to: 'likely' | 'possible' | null;
}

/**
 * One clause against the steps, codes and facts that there are. `proof`: it confirms or rules out, so what was not
 * seen can't be part of it. `mayDemote`: it may have a `to`.
 */
export function compileClause(
  work: ClauseWork,
  path: YamlPath,
  value: unknown,
  proof: boolean,
  mayDemote = false,
): CompiledClause | null {
  const { schemas } = work;
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const demoting = mayDemote && keys.includes('to');
  const { to: target, ...bare } = demoting ? (value as Record<string, unknown>) : { to: undefined };
  const to = demoting ? checkShape(work.source, [...path, 'to'], target, schemas.unlessToSchema, work.problems) : null;
  const clause = compileBare(work, path, demoting ? bare : value, keys, proof);
  return clause === null ? null : { clause, to };
}

function compileBare(
  work: ClauseWork,
  path: YamlPath,
  value: unknown,
  keys: readonly string[],
  proof: boolean,
): Clause | null {
  const { schemas, source, problems } = work;
  for (const kind of ['all', 'any'] as const) {
    if (!keys.includes(kind)) continue;
    const schema = kind === 'all' ? schemas.allClauseSchema : schemas.anyClauseSchema;
    const shape = checkShape<typeof schemas.allClauseSchema | typeof schemas.anyClauseSchema>(
      source,
      path,
      value,
      schema,
      problems,
    );
    if (shape === null) return null;
    const parts = (shape as Record<string, unknown[]>)[kind] ?? [];
    const compiled = parts.map((part, index) => compileClause(work, [...path, kind, index], part, proof));
    const of = compiled.filter((part) => part !== null).map((part) => part.clause);
    return of.length === parts.length ? { kind, of } : null;
  }
  if (keys.includes('cause')) {
    const shape = checkShape(source, path, value, schemas.causeClauseSchema, problems);
    return shape === null ? null : { kind: 'cause', ...shape };
  }
  const shape = checkShape(source, path, value, schemas.stepClauseSchema, problems);
  return shape === null ? null : compileStepClause(work, path, shape, proof);
}

function compileStepClause(
  work: ClauseWork,
  path: YamlPath,
  written: { step: string; codes?: string[] | undefined; facts?: string | undefined },
  proof: boolean,
): StepClause | null {
  const { source, options, problems } = work;
  const before = problems.length;
  const found = stepsCalled(written.step, options.playbooks);
  const first = found[0];
  if (first === undefined) {
    const ids = [...new Set(options.playbooks.flatMap((playbook) => playbook.steps.map((step) => step.id)))];
    problems.push(
      source.problem([...path, 'step'], `there is no step "${written.step}"`, didYouMean(written.step, ids)),
    );
    return null;
  }
  if (written.codes === undefined && written.facts === undefined) {
    problems.push(source.problem(path, 'the clause holds for any result', 'name codes, or a condition on facts'));
  }
  for (const [index, code] of (written.codes ?? []).entries()) {
    checkCode(work, [...path, 'codes', index], code, found, proof);
  }
  const { step, playbook } = first;
  const declarations = {
    facts: step.facts,
    extractor: step.extract === '' ? 'ask' : step.extract,
    limits: playbook.limits,
    seen: {},
    endpoint: step.each === 'endpoints',
  };
  const facts =
    written.facts === undefined ? null : compileCondition(work, [...path, 'facts'], written.facts, declarations);
  if (facts !== null && isContradiction(facts.form)) {
    problems.push(source.problem([...path, 'facts'], 'no facts can make this condition true'));
  }
  if (problems.length > before) return null;
  return { kind: 'step', step: step.id, each: step.each, codes: written.codes ?? [], facts, limits: playbook.limits };
}

function stepsCalled(id: string, playbooks: readonly Playbook[]): { step: Step; playbook: Playbook }[] {
  return playbooks.flatMap((playbook) =>
    playbook.steps.filter((step) => step.id === id).map((step) => ({ step, playbook })),
  );
}

function checkCode(
  { source, problems }: ClauseWork,
  path: YamlPath,
  code: string,
  found: readonly { step: Step }[],
  proof: boolean,
): void {
  const rules = found.flatMap(({ step }) => step.rules);
  const rule = rules.find((one) => one.code === code);
  if (rule === undefined) {
    const codes = [...new Set(rules.map((one) => one.code))];
    const message = `step "${found[0]?.step.id}" has no code ${code}`;
    problems.push(source.problem(path, message, didYouMean(code, codes)));
  } else if (proof && (rule.is === 'inconclusive' || rule.is === 'tool-error')) {
    problems.push(source.problem(path, `${code} is ${rule.is}: nothing is proved by what could not be seen`));
  }
}
