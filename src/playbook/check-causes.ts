import { type Cause, type Clause, causesOf, stepClausesOf } from './causes.ts';
import type { Declarations } from './condition.ts';
import type { FactTable } from './fact-table.ts';
import { didYouMean } from './nearest.ts';
import type { Playbook } from './playbook.ts';
import type { Problem } from './problem.ts';
import type { CauseOptions, WrittenCause } from './written-causes.ts';
import type { YamlPath, YamlSource } from './yaml-source.ts';

interface Graph {
  readonly source: YamlSource;
  readonly options: CauseOptions;
  readonly written: readonly WrittenCause[];
  /** Every id in the file, of broken causes too. */
  readonly ids: readonly string[];
  /** Beside `written`; null where a clause did not compile. */
  readonly compiled: readonly (Cause | null)[];
  readonly problems: Problem[];
}

/** Duplicate causes, names of none, circles, and causes that can never be named or say nothing to do. */
export function checkCauseGraph(graph: Graph): void {
  const known = [...graph.ids, ...(graph.options.others ?? []).map((cause) => cause.id)];
  for (const written of graph.written) {
    checkNames(graph, written, known);
    checkCompleteness(graph, written);
  }
  checkReferences(graph, known);
  checkCircles(graph, 'subsumes', 'causes subsume one another', (cause) => cause.subsumes);
  checkCircles(graph, 'id', 'causes hang on one another', (cause) => everyClause(cause).flatMap(causesOf));
}

function checkNames(graph: Graph, { index, cause }: WrittenCause, known: readonly string[]): void {
  const { source, options, ids, problems } = graph;
  const path = ['causes', index];
  if (ids.indexOf(cause.id) !== index) {
    problems.push(source.problem([...path, 'id'], `cause "${cause.id}" is there twice`));
  }
  const other = options.others?.find((one) => one.id === cause.id);
  if (other !== undefined) {
    problems.push(source.problem([...path, 'id'], `cause "${cause.id}" is there already, in ${other.file}`));
  }
  for (const [place, id] of (cause.subsumes ?? []).entries()) {
    const at = [...path, 'subsumes', place];
    if (id === cause.id) problems.push(source.problem(at, `cause "${id}" can't subsume itself`));
    else if (!known.includes(id)) problems.push(source.problem(at, `there is no cause "${id}"`, didYouMean(id, known)));
  }
  const symptoms = options.symptoms;
  for (const [place, id] of (cause.symptoms ?? []).entries()) {
    if (symptoms === undefined || symptoms.includes(id)) continue;
    const hint = didYouMean(id, symptoms);
    problems.push(source.problem([...path, 'symptoms', place], `there is no symptom "${id}"`, hint));
  }
}

function checkCompleteness({ source, problems }: Graph, { index, cause }: WrittenCause): void {
  const path = ['causes', index];
  if (cause.confirmed === undefined && cause.likely === undefined && cause.possible === undefined) {
    problems.push(source.problem(path, `nothing makes cause "${cause.id}" confirmed, likely or possible`));
  }
  const needed = cause.kind === 'hygiene' ? (['followUp'] as const) : (['fix', 'verify'] as const);
  for (const key of needed) {
    if ((cause[key] ?? []).length > 0) continue;
    problems.push(source.problem(path, `cause "${cause.id}" has no "${key}"`));
  }
}

function everyClause(cause: Cause): Clause[] {
  const { confirmed, likely, possible, ruledOut, unless } = cause;
  return [...confirmed, ...likely, ...possible, ...ruledOut, ...unless.map((one) => one.clause)];
}

const LEVELS = ['confirmed', 'likely', 'possible', 'ruledOut', 'unless'] as const;

function checkReferences({ source, written, problems }: Graph, known: readonly string[]): void {
  const walk = (value: unknown, path: YamlPath, own: string): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (Array.isArray(inner))
        inner.forEach((item, index) => {
          walk(item, [...path, key, index], own);
        });
      if (key !== 'cause' || typeof inner !== 'string') continue;
      if (inner === own) problems.push(source.problem([...path, key], `cause "${own}" can't hang on itself`));
      else if (!known.includes(inner)) {
        problems.push(source.problem([...path, key], `there is no cause "${inner}"`, didYouMean(inner, known)));
      }
    }
  };
  for (const { index, cause } of written) {
    for (const level of LEVELS) {
      (cause[level] ?? []).forEach((clause, place) => {
        walk(clause, ['causes', index, level, place], cause.id);
      });
    }
  }
}

function checkCircles(
  { source, written, compiled, problems }: Graph,
  key: string,
  words: string,
  next: (cause: Cause) => readonly string[],
): void {
  const byId = new Map(compiled.flatMap((cause) => (cause === null ? [] : [[cause.id, cause] as const])));
  const told = new Set<string>();
  for (const [place, cause] of compiled.entries()) {
    if (cause === null || told.has(cause.id)) continue;
    const circle = findCircle(cause.id, (id) => {
      const found = byId.get(id);
      return found === undefined ? [] : next(found);
    });
    if (circle === null) continue;
    for (const id of circle) told.add(id);
    const message = `${words}: ${[...circle, cause.id].join(' → ')}`;
    problems.push(source.problem(['causes', written[place]?.index ?? 0, key], message));
  }
}

function findCircle(start: string, next: (id: string) => readonly string[]): string[] | null {
  const visited = new Set<string>();
  const search = (id: string, path: readonly string[]): string[] | null => {
    for (const following of next(id)) {
      // A cause that names itself is told elsewhere.
      if (following === start && path.length > 1) return [...path];
      if (following === start || visited.has(following)) continue;
      visited.add(following);
      const found = search(following, [...path, following]);
      if (found !== null) return found;
    }
    return null;
  };
  return search(start, [start]);
}

/** What the texts of a cause may name: facts of every step that it cites, itself or by way of another cause. */
export function causeTexts(cause: Cause, all: readonly Cause[], playbooks: readonly Playbook[]): Declarations {
  const steps = new Set<string>();
  const visited = new Set<string>();
  const collect = (one: Cause): void => {
    if (visited.has(one.id)) return;
    visited.add(one.id);
    for (const clause of everyClause(one)) {
      for (const step of stepClausesOf(clause)) steps.add(step.step);
      for (const id of causesOf(clause)) all.filter((other) => other.id === id).forEach(collect);
    }
  };
  collect(cause);
  const cited = playbooks.flatMap((playbook) => playbook.steps).filter((step) => steps.has(step.id));
  const facts: Record<string, FactTable[string]> = {};
  const seen: Record<string, FactTable> = {};
  for (const step of cited) {
    seen[step.id] ??= step.facts;
    for (const [name, fact] of Object.entries(step.facts)) facts[name] ??= fact;
  }
  const limits = Object.assign({}, ...playbooks.map((playbook) => playbook.limits)) as Record<string, number>;
  return { facts, extractor: cause.id, limits, seen, endpoint: cited.some((step) => step.each === 'endpoints') };
}
