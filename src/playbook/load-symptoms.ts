import { z } from 'zod';
import { openCel } from './cel.ts';
import { checkShape } from './check-shape.ts';
import { checkTexts, compileCondition } from './compile-step.ts';
import type { Declarations } from './condition.ts';
import { didYouMean } from './nearest.ts';
import { type Problem, sortProblems } from './problem.ts';
import { idSchema, textSchema } from './schema.ts';
import type { Suggestion, Symptom } from './symptoms.ts';
import type { Loaded } from './written.ts';
import { readYaml, type YamlPath, type YamlSource } from './yaml-source.ts';

export const SYMPTOMS_FORMAT = 'walkdown.symptoms/1';

const targetSuggestion = z.strictObject({
  when: textSchema.describe('a CEL condition over target'),
  because: textSchema,
});
const logSuggestion = z.strictObject({
  log: textSchema.describe('a pattern (RE2) that a log line matches'),
  because: textSchema,
});
const symptomShape = {
  id: idSchema,
  words: textSchema.describe('as a person would say it'),
  also: z.array(textSchema).max(20).optional(),
  start: idSchema.optional().describe('the step where it is decided fastest'),
};
const looseSymptom = z.strictObject({ ...symptomShape, suggests: z.array(z.unknown()).max(40).optional() });
const looseFile = z.strictObject({ schema: z.literal(SYMPTOMS_FORMAT), symptoms: z.array(z.unknown()).min(1).max(60) });

/** The symptoms' format. */
export const symptomsSchema = z.strictObject({
  schema: z.literal(SYMPTOMS_FORMAT),
  symptoms: z
    .array(
      z.strictObject({
        ...symptomShape,
        suggests: z
          .array(z.union([targetSuggestion, logSuggestion]))
          .max(40)
          .optional(),
      }),
    )
    .min(1)
    .max(60),
});

/** Reads and checks symptoms. `steps`: the ids that `start` may name. Never throws. */
export async function loadSymptoms(
  text: string,
  options: { readonly file: string; readonly steps?: readonly string[] },
): Promise<Loaded<readonly Symptom[]>> {
  const { source, problems: syntax } = await readYaml(text, options.file);
  if (source === null) return { value: null, problems: syntax };
  const problems: Problem[] = [];
  checkShape(source, [], source.value, looseFile, problems);
  const raw = (source.value as { symptoms?: unknown } | null)?.symptoms;
  const cel = await openCel();
  const { RE2JS } = await import('re2js');
  const compile = (pattern: string): ((line: string) => boolean) => {
    const compiled = RE2JS.compile(pattern);
    return (line) => compiled.matcher(line).find();
  };
  const symptoms: Symptom[] = [];
  for (const [index, value] of (Array.isArray(raw) ? raw : []).slice(0, 60).entries()) {
    const path = ['symptoms', index];
    const symptom = checkShape(source, path, value, looseSymptom, problems);
    if (symptom === null) continue;
    if (symptoms.some((one) => one.id === symptom.id)) {
      problems.push(source.problem([...path, 'id'], `symptom "${symptom.id}" is there twice`));
    }
    if (symptom.start !== undefined && options.steps?.includes(symptom.start) === false) {
      const hint = didYouMean(symptom.start, options.steps);
      problems.push(source.problem([...path, 'start'], `there is no step "${symptom.start}"`, hint));
    }
    const suggests = (symptom.suggests ?? []).map((one, place) =>
      suggestion({ source, cel, problems, compile }, [...path, 'suggests', place], one),
    );
    symptoms.push({
      id: symptom.id,
      words: symptom.words.trim(),
      also: symptom.also ?? [],
      start: symptom.start ?? '',
      suggests: suggests.filter((one) => one !== null),
    });
  }
  if (problems.length > 0) return { value: null, problems: sortProblems(problems) };
  return { value: symptoms, problems: [] };
}

const DECLARATIONS: Declarations = { facts: null, extractor: '', limits: {}, seen: {}, endpoint: false };

interface Work {
  readonly source: YamlSource;
  readonly cel: Awaited<ReturnType<typeof openCel>>;
  readonly problems: Problem[];
  readonly compile: (pattern: string) => (line: string) => boolean;
}

function suggestion(work: Work, path: YamlPath, value: unknown): Suggestion | null {
  const { source, problems } = work;
  if (typeof value === 'object' && value !== null && 'log' in value) {
    const shape = checkShape(source, path, value, logSuggestion, problems);
    if (shape === null) return null;
    checkTexts(work, path, ['because'], shape, DECLARATIONS);
    try {
      return { kind: 'log', matches: work.compile(shape.log), because: shape.because.trim() };
    } catch (error) {
      problems.push(source.problem([...path, 'log'], `not a pattern: ${(error as Error).message}`, 'RE2 syntax'));
      return null;
    }
  }
  const shape = checkShape(source, path, value, targetSuggestion, problems);
  if (shape === null) return null;
  checkTexts(work, path, ['because'], shape, DECLARATIONS);
  const when = compileCondition(work, [...path, 'when'], shape.when, DECLARATIONS);
  return when === null ? null : { kind: 'target', when, because: shape.because.trim() };
}
