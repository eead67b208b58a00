import { z } from 'zod';
import { applies, judgeInDetail } from '../judge/judge.ts';
import { OUTCOMES } from '../judge/outcome.ts';
import type { Facts, Json } from '../session/evidence.ts';
import type { TargetFacts } from '../target/target.ts';
import { isOf } from './cel-values.ts';
import { checkShape } from './check-shape.ts';
import { didYouMean } from './nearest.ts';
import type { Playbook, Rule, Step } from './playbook.ts';
import { type Problem, sortProblems } from './problem.ts';
import type { RuleCheck } from './rule-check.ts';
import { codeSchema, idSchema, textSchema } from './schema.ts';
import { type EarlierFacts, scopeFor } from './scope.ts';
import { readYaml, type YamlSource } from './yaml-source.ts';

/** Tests of a playbook's rules: facts of a step, and what its rules must make of them. */

export const TESTS_FORMAT = 'walkdown.playbook-tests/1';

const factsSchema = z.record(z.string(), z.json());
const caseSchema = z.strictObject({
  name: textSchema.optional(),
  step: idSchema,
  facts: factsSchema.optional(),
  subject: z.string().max(300).optional(),
  target: z.record(z.string(), z.json()).optional().describe('put over a plain running container'),
  earlier: z.record(idSchema, factsSchema).optional().describe('facts of the steps it comes after'),
  expect: z.strictObject({
    outcome: z.enum(OUTCOMES),
    code: codeSchema.optional(),
    next: idSchema.optional().describe('the step it leads to; none: to no other'),
    says: z.string().optional().describe('a part of the sentence'),
  }),
});
const recordingsSchema = z
  .array(z.string().min(1).max(500))
  .max(20)
  .optional()
  .describe('folders of recorded walks, from here; each says in judged.txt what these rules made of its walks');
export const testsSchema = z.strictObject({
  schema: z.literal(TESTS_FORMAT),
  recordings: recordingsSchema,
  cases: z.array(caseSchema).min(1).max(2000),
});
const looseTests = z.strictObject({
  schema: z.literal(TESTS_FORMAT),
  recordings: recordingsSchema,
  cases: z.array(z.unknown()).min(1).max(2000),
});

export type TestCase = z.infer<typeof caseSchema>;

export interface TestReport {
  readonly cases: number;
  readonly passed: number;
  /** Broken cases and those that came out otherwise, at their place. */
  readonly problems: readonly Problem[];
  readonly reached: ReadonlySet<Rule>;
  /** The cases, as checks of the rules. */
  readonly checks: readonly RuleCheck[];
  /** Folders of recorded walks that the file names. */
  readonly recordings: readonly string[];
}

/** A rule, by where it stands. */
export interface RulePlace {
  readonly step: string;
  readonly code: string;
  readonly line: number;
}

/** Rules that are not among these. */
export function unreachedRules(playbook: Playbook, reached: ReadonlySet<Rule>): RulePlace[] {
  return playbook.steps.flatMap((step) =>
    step.rules
      .filter((rule) => !reached.has(rule))
      .map((rule) => ({ step: step.id, code: rule.code, line: rule.line })),
  );
}

/** A case that can be run, with its place. */
export interface ReadyCase {
  readonly index: number;
  readonly test: TestCase;
  readonly step: Step;
}

/** Reads the cases of a tests file, and checks their steps, facts and types. Never throws. */
export async function readCases(
  playbook: Playbook,
  text: string,
  file: string,
): Promise<{ source: YamlSource | null; cases: ReadyCase[]; problems: Problem[] }> {
  const { source, problems: syntax } = await readYaml(text, file);
  if (source === null) return { source: null, cases: [], problems: [...syntax] };
  const problems: Problem[] = [];
  checkShape(source, [], source.value, looseTests, problems);
  const raw = (source.value as { cases?: unknown } | null)?.cases;
  const cases: ReadyCase[] = [];
  for (const [index, value] of (Array.isArray(raw) ? raw : []).entries()) {
    const test = checkShape(source, ['cases', index], value, caseSchema, problems);
    if (test === null) continue;
    const step = playbook.steps.find((one) => one.id === test.step);
    if (step === undefined) {
      const ids = playbook.steps.map((one) => one.id);
      const hint = didYouMean(test.step, ids);
      problems.push(source.problem(['cases', index, 'step'], `there is no step "${test.step}"`, hint));
      continue;
    }
    const before = problems.length;
    problems.push(...factProblems(source, index, test, step));
    if (problems.length === before) cases.push({ index, test, step });
  }
  return { source, cases, problems };
}

/** A fact that the extractor never gives tests nothing. */
function factProblems(source: YamlSource, index: number, test: TestCase, step: Step): Problem[] {
  return Object.entries(test.facts ?? {}).flatMap(([name, value]) => {
    const declared = Object.hasOwn(step.facts, name) ? step.facts[name] : undefined;
    if (declared === undefined) {
      const hint = didYouMean(name, Object.keys(step.facts));
      return [source.problemAtKey(['cases', index, 'facts'], name, `step "${step.id}" has no fact "${name}"`, hint)];
    }
    if (isOf(value as Json, declared.type)) return [];
    return [source.problem(['cases', index, 'facts', name], `the fact "${name}" is of type ${declared.type}`)];
  });
}

/** Runs the cases. */
export async function testPlaybook(playbook: Playbook, text: string, file: string): Promise<TestReport> {
  const { source, cases, problems } = await readCases(playbook, text, file);
  const reached = new Set<Rule>();
  let passed = 0;
  for (const ready of cases) {
    const { complaint, rule } = runCase(playbook, ready);
    if (rule !== null) reached.add(rule);
    if (complaint === '') passed += 1;
    else if (source !== null) problems.push(source.problem(['cases', ready.index], complaint));
  }
  const checks = cases.map((ready) => ({
    step: ready.step,
    complaint: (rules: readonly Rule[]) => runCase(playbook, ready, rules).complaint,
  }));
  const recordings = recordingsSchema.safeParse((source?.value as { recordings?: unknown } | null)?.recordings);
  return {
    cases: cases.length,
    passed,
    problems: sortProblems(problems),
    reached,
    checks,
    recordings: (recordings.success ? recordings.data : undefined) ?? [],
  };
}

/** One case: the rule that matched, and what is wrong with it; empty when nothing is. */
export function runCase(
  playbook: Playbook,
  { test, step }: ReadyCase,
  rules: readonly Rule[] = step.rules,
): { rule: Rule | null; complaint: string } {
  const earlier: EarlierFacts = Object.fromEntries(
    Object.entries(test.earlier ?? {}).map(([id, facts]) => [id, [{ subject: '', facts: facts as Facts }]]),
  );
  const target = targetOf(test);
  const subject = test.subject ?? (step.each === 'endpoints' ? 'api.example:443' : '');
  const scope = scopeFor(playbook, step, { target, subject, facts: (test.facts ?? {}) as Facts, earlier });
  const name = test.name === undefined ? test.step : `${test.step}, ${test.name}`;
  const applicable = applies(step, scope);
  if (!applicable.is && test.facts === undefined) {
    const wrong =
      test.expect.outcome === 'not-applicable' ? '' : `${name}: it is not applicable (${applicable.reason})`;
    return { rule: null, complaint: wrong };
  }
  const { judgement, missing } = judgeInDetail({ ...step, rules }, scope);
  const rule = judgement.code === '' ? null : (rules.find((one) => isRule(one, judgement)) ?? null);
  const { outcome, code, next, says } = test.expect;
  const got = `${judgement.outcome} ${judgement.code}`.trim();
  const wanted = `${outcome} ${code ?? ''}`.trim();
  if (outcome !== judgement.outcome || (code !== undefined && code !== judgement.code)) {
    return { rule, complaint: `${name}: expected ${wanted}, got ${got}: ${judgement.summary}` };
  }
  if (next !== undefined && next !== (judgement.next || 'none')) {
    return { rule, complaint: `${name}: expected next ${next}, got ${judgement.next || 'none'}` };
  }
  if (says !== undefined && !judgement.summary.includes(says)) {
    return { rule, complaint: `${name}: it does not say "${says}": ${judgement.summary}` };
  }
  if (missing.length > 0) return { rule, complaint: `${name}: its texts lack ${missing.join(', ')}` };
  return { rule, complaint: '' };
}

function isRule(rule: Rule, judgement: { code: string; rule: { line: number } | null }): boolean {
  return rule.code === judgement.code && rule.line === judgement.rule?.line;
}

/** A plain running container, with what the case says over it. */
function targetOf(test: TestCase): TargetFacts {
  const plain: Record<string, Json> = {
    kind: 'container',
    id: '0123456789ab',
    name: 'api',
    state: 'running',
    running: true,
    exitCode: null,
    oomKilled: false,
    image: { id: 'sha256:0', ref: 'api:1', tags: ['api:1'], digests: [], created: '', architecture: 'amd64' },
    engineArchitecture: 'amd64',
    libc: { family: 'glibc', version: '2.36', because: 'test' },
    os: { id: 'debian', version: '12', name: 'Debian GNU/Linux 12' },
    user: '1000',
    binary: '/app/server',
    endpoints: [{ host: 'api.example', port: 443, foundIn: 'test', source: 'used', scheme: 'https', tls: true }],
    startedAt: null,
    restartCount: 0,
  };
  return merged(plain, (test.target ?? {}) as Record<string, Json>) as unknown as TargetFacts;
}

function merged(base: Record<string, Json>, over: Record<string, Json>): Record<string, Json> {
  const result: Record<string, Json> = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const below = Object.hasOwn(base, name) ? base[name] : undefined;
    result[name] = isRecord(below) && isRecord(value) ? merged(below, value) : value;
  }
  return result;
}

function isRecord(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
