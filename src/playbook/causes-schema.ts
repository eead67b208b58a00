import { z } from 'zod';
import { SHARED } from '../target/shared.ts';
import { codeSchema, idSchema, STEP_KINDS, textSchema } from './schema.ts';

export const CAUSES_FORMAT = 'walkdown.causes/1';

type ClauseFile =
  | { step: string; codes?: string[]; facts?: string }
  | { all: ClauseFile[] }
  | { any: ClauseFile[] }
  | { cause: string; at: 'confirmed' | 'likely' };

const stepClause = z.strictObject({
  step: idSchema,
  codes: z.array(codeSchema).min(1).max(40).optional(),
  facts: textSchema.optional().describe('a CEL condition over the facts of that result'),
});
const causeClause = z.strictObject({ cause: idSchema, at: z.enum(['confirmed', 'likely']) });
const clauses = (): z.ZodType<ClauseFile[]> =>
  z
    .array(z.lazy(() => clauseSchema))
    .min(1)
    .max(40);

export const allClauseSchema = z.strictObject({ all: z.array(z.unknown()).min(2).max(12) });
export const anyClauseSchema = z.strictObject({ any: z.array(z.unknown()).min(2).max(40) });
export const stepClauseSchema = stepClause;
export const causeClauseSchema = causeClause;

export const clauseSchema: z.ZodType<ClauseFile> = z.lazy(() =>
  z.union([
    stepClause,
    z.strictObject({ all: z.array(clauseSchema).min(2).max(12) }),
    z.strictObject({ any: z.array(clauseSchema).min(2).max(40) }),
    causeClause,
  ]),
);

const causeShape = {
  id: idSchema,
  area: textSchema,
  kind: z.enum(STEP_KINDS).optional(),
  title: textSchema,
  subsumes: z.array(idSchema).max(60).optional().describe("causes that are only this one's symptoms"),
  rank: z.number().int().min(0).max(999).optional().describe('order inside a certainty, lowest first; default 50'),
  sharedBy: z
    .union([
      z.enum(SHARED),
      z.strictObject({ what: z.enum(SHARED), at: textSchema.describe('the fact of the proof that says where') }),
    ])
    .optional()
    .describe('what other containers that it reaches have in common with the target'),
  symptoms: z.array(idSchema).max(20).optional().describe('raised when this symptom was chosen'),
  mitigate: z
    .array(
      z.strictObject({
        do: textSchema,
        exactly: textSchema
          .optional()
          .describe('instead of `do`, where all its placeholders are known and none is empty'),
        risk: textSchema,
        undo: textSchema,
        restartsTarget: z.boolean(),
      }),
    )
    .max(12)
    .optional(),
  fix: z
    .array(z.union([textSchema, z.strictObject({ alpine: textSchema, debian: textSchema, other: textSchema })]))
    .max(20)
    .optional()
    .describe('what cures it; where distributions differ, the words for each (debian: Ubuntu, too)'),
  verify: z.array(textSchema).max(20).optional(),
  followUp: z.array(textSchema).max(20).optional(),
};

const toSchema = z.enum(['likely', 'possible']).describe('takes it down to this, instead of away');

export const causeSchema = z.strictObject({
  ...causeShape,
  confirmed: clauses().optional(),
  likely: clauses().optional(),
  possible: clauses().optional(),
  ruledOut: clauses().optional(),
  unless: z
    .array(
      z.union([
        z.strictObject({ ...stepClause.shape, to: toSchema.optional() }),
        z.strictObject({ all: z.array(clauseSchema).min(2).max(12), to: toSchema.optional() }),
        z.strictObject({ any: z.array(clauseSchema).min(2).max(40), to: toSchema.optional() }),
        z.strictObject({ ...causeClause.shape, to: toSchema.optional() }),
      ]),
    )
    .min(1)
    .max(40)
    .optional(),
});
const looseClauses = z.array(z.unknown()).min(1).max(40).optional();
/** A cause whose clauses are looked at one by one, for problems that name the clause. */
export const looseCauseSchema = z.strictObject({
  ...causeShape,
  confirmed: looseClauses,
  likely: looseClauses,
  possible: looseClauses,
  ruledOut: looseClauses,
  unless: looseClauses,
});
export const unlessToSchema = toSchema;

export const causesSchema = z.strictObject({
  schema: z.literal(CAUSES_FORMAT),
  causes: z.array(causeSchema).min(1).max(400),
});
export const looseCausesSchema = z.strictObject({
  schema: z.literal(CAUSES_FORMAT),
  causes: z.array(z.unknown()).min(1).max(400),
});

export type CauseFile = z.infer<typeof looseCauseSchema>;
