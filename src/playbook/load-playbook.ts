import { checkGraph } from './check-graph.ts';
import { checkShape } from './check-shape.ts';
import { compileStep } from './compile-step.ts';
import type { FactTable } from './fact-table.ts';
import { ASK_FACTS, type Playbook, type Step } from './playbook.ts';
import { type Problem, sortProblems } from './problem.ts';
import type { PlaybookHead, RuleFile } from './schema.ts';
import type { Loaded, LoadOptions, Outline, WrittenStep } from './written.ts';
import { readYaml, type YamlSource } from './yaml-source.ts';

/**
 * Reads and checks a playbook: syntax, schema, graph, types, vacuity. All problems are told at once; a part that is
 * broken in an early check is left out of the later ones. Never throws.
 */
export async function loadPlaybook(text: string, options: LoadOptions): Promise<Loaded<Playbook>> {
  const { source, problems: syntax } = await readYaml(text, options.file);
  if (source === null) return { value: null, problems: syntax };
  const problems: Problem[] = [];
  const { head, steps } = await readShape(source, problems);
  const outline = outlineOf(source.value, options);
  checkGraph({ source, outline, steps, options, problems });
  const { openCel } = await import('./cel.ts');
  const cel = await openCel();
  const compiled = steps.map((written) => compileStep({ source, outline, written, cel, problems }));
  if (head === null) return { value: null, problems: sortProblems(problems) };
  if (problems.length > 0) return { value: null, problems: sortProblems(problems) };
  const { createHash } = await import('node:crypto');
  const limits = Object.entries(head.limits ?? {});
  const first = head.phases.some((phase) => phase.first === true);
  const playbook: Playbook = {
    id: head.id,
    version: head.version,
    title: head.title,
    about: head.about,
    phases: head.phases.map(({ id, title, first: asked }, index) => ({
      id,
      title,
      first: first ? asked === true : index === 0,
    })),
    limits: Object.fromEntries(limits.map(([name, limit]) => [name, limit.value])),
    limitReasons: Object.fromEntries(limits.map(([name, limit]) => [name, limit.because])),
    steps: compiled.filter((step): step is Step => step !== null),
    file: options.file,
    sha256: createHash('sha256').update(text).digest('hex'),
  };
  return { value: playbook, problems: [] };
}

async function readShape(
  source: YamlSource,
  problems: Problem[],
): Promise<{ head: PlaybookHead | null; steps: WrittenStep[] }> {
  const { elseRuleSchema, loosePlaybookSchema, looseStepSchema, whenRuleSchema } = await import('./schema.ts');
  const head = checkShape(source, [], source.value, loosePlaybookSchema, problems);
  const raw = (source.value as { steps?: unknown } | null)?.steps;
  const steps: WrittenStep[] = [];
  for (const [index, value] of (Array.isArray(raw) ? raw : []).slice(0, 200).entries()) {
    const path = ['steps', index] as const;
    const step = checkShape(source, path, value, looseStepSchema, problems);
    const judge = (value as { judge?: unknown } | null)?.judge;
    const rules: { index: number; rule: RuleFile }[] = [];
    for (const [place, item] of (Array.isArray(judge) ? judge : []).slice(0, 60).entries()) {
      const isElse = typeof item === 'object' && item !== null && 'else' in item && !('when' in item);
      const schema = isElse ? elseRuleSchema : whenRuleSchema;
      const rule = checkShape(source, [...path, 'judge', place], item, schema, problems);
      if (rule !== null) rules.push({ index: place, rule });
    }
    if (step !== null) steps.push({ index, step, rules });
  }
  return { head, steps };
}

type Loose = { readonly [key: string]: unknown };

function outlineOf(value: unknown, options: LoadOptions): Outline {
  const file = (typeof value === 'object' && value !== null ? value : {}) as Loose;
  const limits = Object.entries((file.limits ?? {}) as Loose).map(([name, limit]): [string, number] => {
    const number = (limit as Loose | null)?.value;
    return [name, typeof number === 'number' ? number : 0];
  });
  const steps = listOf(file.steps).filter((step) => typeof step.id === 'string');
  return {
    phases: listOf(file.phases).map((phase) => String(phase.id)),
    limits: Object.fromEntries(limits),
    facts: new Map(steps.map((step) => [String(step.id), factsOf(step, options)])),
  };
}

function listOf(value: unknown): Loose[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}

/** The facts of a step: its extractor's; for a plain question, the answer. Null when the extractor is not known. */
function factsOf(step: Loose, options: LoadOptions): FactTable | null {
  if (step.ask !== undefined && step.extract === undefined) return ASK_FACTS;
  const id = String(step.extract ?? step.id);
  return Object.hasOwn(options.extractors, id) ? (options.extractors[id]?.facts ?? null) : null;
}
