import { didYouMean } from './nearest.ts';
import type { Problem } from './problem.ts';
import { ACTION_KEYS } from './schema.ts';
import type { LoadOptions, Outline, WrittenStep } from './written.ts';
import type { YamlPath, YamlSource } from './yaml-source.ts';

interface Graph {
  readonly source: YamlSource;
  readonly outline: Outline;
  readonly steps: readonly WrittenStep[];
  readonly options: LoadOptions;
  readonly problems: Problem[];
}

/** The tiers at which a view is to be had. */
const TIERS_OF: Readonly<Record<string, readonly string[]>> = {
  engine: ['engine'],
  image: ['image'],
  sidecar: ['network', 'process', 'ptrace', 'capture'],
  target: ['network', 'process', 'ptrace'],
  clone: ['clone'],
};

/** Names that lead nowhere or in a circle, duplicates, and steps that are two things or none. */
export function checkGraph(graph: Graph): void {
  checkDuplicates(graph);
  checkPhases(graph);
  for (const written of graph.steps) {
    checkAction(graph, written);
    checkNames(graph, written);
    checkWords(graph, written);
  }
  checkLoops(graph);
}

function report(graph: Graph, path: YamlPath, message: string, hint = ''): void {
  graph.problems.push(graph.source.problem(path, message, hint));
}

function checkDuplicates(graph: Graph): void {
  const ids = new Map<string, number>();
  const codes = new Map<string, { step: number; outcome: string; line: number }>();
  for (const { index, step, rules } of graph.steps) {
    const line = graph.source.line(['steps', index, 'id']);
    const first = ids.get(step.id);
    if (first !== undefined) report(graph, ['steps', index, 'id'], `step "${step.id}" is there already, line ${first}`);
    else ids.set(step.id, line);
    for (const { index: place, rule } of rules) {
      const path = ['steps', index, 'judge', place, 'code'];
      const outcome = 'when' in rule ? rule.is : rule.else;
      const used = codes.get(rule.code);
      if (used === undefined) codes.set(rule.code, { step: index, outcome, line: graph.source.line(path) });
      // Within a step, several rules may say the same thing in other words.
      else if (used.step !== index) report(graph, path, `code ${rule.code} is used already, line ${used.line}`);
      else if (used.outcome !== outcome) {
        report(graph, path, `code ${rule.code} is ${outcome} here and ${used.outcome} in line ${used.line}`);
      }
    }
  }
}

function checkPhases(graph: Graph): void {
  const used = new Set(graph.steps.map(({ step }) => step.phase));
  for (const [index, id] of graph.outline.phases.entries()) {
    if (graph.outline.phases.indexOf(id) !== index)
      report(graph, ['phases', index, 'id'], `phase "${id}" is there twice`);
    else if (!used.has(id) && graph.steps.length > 0)
      report(graph, ['phases', index, 'id'], `phase "${id}" has no step`);
  }
  for (const { index, step } of graph.steps) {
    if (graph.outline.phases.includes(step.phase)) continue;
    const hint = didYouMean(step.phase, graph.outline.phases);
    report(graph, ['steps', index, 'phase'], `there is no phase "${step.phase}"`, hint);
  }
}

function checkAction(graph: Graph, { index, step }: WrittenStep): void {
  const path = ['steps', index];
  const actions = ACTION_KEYS.filter((key) => step[key] !== undefined);
  if (actions.length !== 1) {
    const found = actions.length === 0 ? 'none' : actions.join(' and ');
    report(graph, path, `step "${step.id}" must have exactly one of ${ACTION_KEYS.join(', ')}; it has ${found}`);
  }
  for (const key of ['run', 'exchange'] as const) {
    for (const [place, { view, tier }] of (step[key]?.in ?? []).entries()) {
      const tiers = TIERS_OF[view] ?? [];
      if (tiers.includes(tier)) continue;
      const at = [...path, key, 'in', place, 'tier'];
      report(graph, at, `view ${view} is not to be had at tier ${tier}`, `it is at ${tiers.join(', ')}`);
    }
  }
  const choices = step.ask?.choices ?? [];
  if (step.ask !== undefined && choices.length === 0 && step.ask.free !== true) {
    report(
      graph,
      [...path, 'ask'],
      'the question has no choices, and nothing may be typed',
      'add choices or free: true',
    );
  }
  for (const [place, { id }] of choices.entries()) {
    if (choices.findIndex((choice) => choice.id === id) === place) continue;
    report(graph, [...path, 'ask', 'choices', place, 'id'], `choice "${id}" is there twice`);
  }
}

function checkNames(graph: Graph, { index, step, rules }: WrittenStep): void {
  const path = ['steps', index];
  const known = [...graph.outline.facts.keys()];
  const known2 = (id: string, at: YamlPath, own: string): void => {
    if (id === step.id) report(graph, at, own);
    else if (!known.includes(id)) report(graph, at, `there is no step "${id}"`, didYouMean(id, known));
  };
  for (const [place, id] of (step.after ?? []).entries()) {
    known2(id, [...path, 'after', place], `step "${id}" can't come after itself`);
  }
  for (const { index: place, rule } of rules) {
    if (rule.next !== undefined) {
      known2(rule.next, [...path, 'judge', place, 'next'], `step "${step.id}" leads to itself`);
    }
  }
  if (graph.outline.facts.get(step.id) === null) {
    const ids = Object.keys(graph.options.extractors);
    const id = step.extract ?? step.id;
    const at = step.extract === undefined ? [...path, 'id'] : [...path, 'extract'];
    const hint = didYouMean(id, ids) || (step.extract === undefined ? 'name one with extract' : '');
    report(graph, at, `there is no extractor "${id}"`, hint);
  }
  const { sources, exchanges } = graph.options;
  const source = step.read?.source;
  if (sources !== undefined && source !== undefined && !sources.includes(source)) {
    report(graph, [...path, 'read', 'source'], `there is no reader "${source}"`, didYouMean(source, sources));
  }
  const exchange = step.exchange?.kind;
  if (exchanges !== undefined && exchange !== undefined && !exchanges.includes(exchange)) {
    report(graph, [...path, 'exchange', 'kind'], `there is no exchange "${exchange}"`, didYouMean(exchange, exchanges));
  }
}

function checkWords(graph: Graph, { index, step, rules }: WrittenStep): void {
  const path = ['steps', index];
  if (step.when !== undefined && step.otherwise === undefined) {
    report(graph, [...path, 'when'], '"when" needs "otherwise": why the step is not applicable');
  }
  if (step.otherwise !== undefined && step.when === undefined) {
    report(graph, [...path, 'otherwise'], '"otherwise" without "when" is never said');
  }
  if (step.kind !== 'hygiene') return;
  for (const { index: place, rule } of rules) {
    const key = 'when' in rule ? 'is' : 'else';
    if (('when' in rule ? rule.is : rule.else) !== 'fault') continue;
    const hint = 'use suspect; it never is what broke the service tonight';
    report(graph, [...path, 'judge', place, key], 'a hygiene step has no fault', hint);
  }
}

/** Steps that wait for one another would never be walked. */
function checkLoops(graph: Graph): void {
  const after = new Map(graph.steps.map(({ step }) => [step.id, step.after ?? []]));
  for (const { index, step } of graph.steps) {
    const loop = findLoop(step.id, after);
    // Told once, at the step of the loop that comes first in the file.
    if (loop === null || graph.steps.find((one) => loop.includes(one.step.id))?.step.id !== step.id) continue;
    report(graph, ['steps', index, 'after'], `steps wait for one another: ${[...loop, step.id].join(' → ')}`);
  }
}

function findLoop(start: string, after: ReadonlyMap<string, readonly string[]>): string[] | null {
  const visited = new Set<string>();
  const search = (id: string, path: readonly string[]): string[] | null => {
    for (const next of after.get(id) ?? []) {
      if (next === start && id !== start) return [...path];
      if (next === start || visited.has(next)) continue;
      visited.add(next);
      const found = search(next, [...path, next]);
      if (found !== null) return found;
    }
    return null;
  };
  return search(start, [start]);
}
