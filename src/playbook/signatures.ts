import { z } from 'zod';
import { checkShape } from './check-shape.ts';
import { didYouMean } from './nearest.ts';
import { MIN_LITERAL, patternLiterals } from './pattern-literal.ts';
import { type Problem, sortProblems } from './problem.ts';
import { idSchema } from './schema.ts';
import { SYMPTOM_IDS } from './symptom-ids.ts';
import { readYaml, type YamlSource } from './yaml-source.ts';

/** The file of incident signatures: texts that people met, and the causes that they point to. */
const SIGNATURES_FORMAT = 'walkdown.signatures/1';

/** Where a text is met: a service's log, a shell, or the output of a tool that someone ran. */
const TEXT_PLACES = ['log', 'shell', 'tool'] as const;

/** Short enough to be read when a pager has just gone off. */
const shortText = z.string().max(200).regex(/\S/, 'must not be empty');
const causesSchema = z.array(idSchema).max(6);
const sample = z.string().min(1).max(2000);
const literalSchema = z
  .string()
  .min(MIN_LITERAL)
  .max(80)
  .regex(/^[\x20-\x7e]*$/, 'must be ASCII');

const patternSchema = z.strictObject({
  re: z.string().min(1).max(600).describe('RE2, tried on one line'),
  in: z.enum(TEXT_PLACES),
  weight: z.number().int().min(1).max(10).describe('10: nothing else says this; 1: a hint shared with many'),
  causes: causesSchema.optional().describe("replaces the signature's root causes for this text"),
  literal: z
    .union([literalSchema, z.array(literalSchema).min(2).max(12)])
    .optional()
    .describe('what a line must contain, where the pattern does not show it: one of these'),
});
const nearMissSchema = z.strictObject({
  from: idSchema.optional().describe('the signature that it is instead'),
  other: shortText.optional().describe('or what it is instead, where no signature fits'),
  by: shortText.describe('the evidence for that'),
});
const signatureSchema = z.strictObject({
  id: idSchema,
  area: idSchema,
  symptom: z.enum(SYMPTOM_IDS),
  libc: z.enum(['musl', 'glibc']).optional().describe('it happens under this libc alone'),
  says: shortText.describe('what happened'),
  rootCauses: causesSchema.describe('in the order to check them'),
  patterns: z.array(patternSchema).min(1).max(40),
  check: z.strictObject({ run: shortText, shows: shortText }).optional().describe('what proves it by hand'),
  tellApart: z.array(nearMissSchema).max(8),
  tests: z.strictObject({ match: z.array(sample).min(1).max(24), not: z.array(sample).min(1).max(24) }),
});
const fileSchema = z.strictObject({
  schema: z.literal(SIGNATURES_FORMAT),
  signatures: z.array(signatureSchema).min(1).max(500),
});

export type Signature = z.infer<typeof signatureSchema>;
export type TextPlace = (typeof TEXT_PLACES)[number];

interface LoadSignatureOptions {
  /** The file's name, for messages. */
  readonly file: string;
  /** Known root causes; without them any id will do. */
  readonly rootCauses?: readonly string[];
}

/**
 * Reads and checks a file of signatures: syntax, schema, then what a schema cannot say (ids once, near-misses that
 * exist, a literal for each pattern). All problems are told at once, each at its line and column. Never throws. Whether
 * the patterns are RE2 shows when they are compiled, at first need.
 */
export async function loadSignatures(
  text: string,
  options: LoadSignatureOptions,
): Promise<{ readonly value: readonly Signature[] | null; readonly problems: readonly Problem[] }> {
  const { source, problems: syntax } = await readYaml(text, options.file);
  if (source === null) return { value: null, problems: syntax };
  const problems: Problem[] = [];
  const file = checkShape(source, [], source.value, fileSchema, problems);
  if (file !== null) checkSignatures(source, file.signatures, options, problems);
  if (file === null || problems.length > 0) return { value: null, problems: sortProblems(problems) };
  return { value: file.signatures, problems: [] };
}

function checkSignatures(
  source: YamlSource,
  signatures: readonly Signature[],
  options: LoadSignatureOptions,
  problems: Problem[],
): void {
  const ids = signatures.map((signature) => signature.id);
  const seen = new Set<string>();
  for (const [index, signature] of signatures.entries()) {
    const path = ['signatures', index] as const;
    if (seen.has(signature.id)) problems.push(source.problem([...path, 'id'], `"${signature.id}" is there twice`));
    seen.add(signature.id);
    checkCauses(source, [...path, 'rootCauses'], signature.rootCauses, options, problems);
    for (const [place, pattern] of signature.patterns.entries()) {
      const at = [...path, 'patterns', place];
      checkCauses(source, [...at, 'causes'], pattern.causes ?? [], options, problems);
      if (patternLiterals(pattern).length === 0) {
        problems.push(
          source.problem([...at, 're'], `has no literal of ${MIN_LITERAL} characters outside groups`, 'add "literal"'),
        );
      }
    }
    for (const [place, { from, other }] of signature.tellApart.entries()) {
      const at = [...path, 'tellApart', place];
      if ((from === undefined) === (other === undefined)) {
        problems.push(source.problem(at, 'needs either "from" or "other"'));
      } else if (from !== undefined && (from === signature.id || !ids.includes(from))) {
        problems.push(source.problem([...at, 'from'], `"${from}" is no other signature`, didYouMean(from, ids)));
      }
    }
  }
}

function checkCauses(
  source: YamlSource,
  path: readonly (string | number)[],
  causes: readonly string[],
  options: LoadSignatureOptions,
  problems: Problem[],
): void {
  for (const [index, cause] of causes.entries()) {
    if (options.rootCauses === undefined || options.rootCauses.includes(cause)) continue;
    const hint = didYouMean(cause, options.rootCauses);
    problems.push(source.problem([...path, index], `"${cause}" is no root cause`, hint));
  }
}
