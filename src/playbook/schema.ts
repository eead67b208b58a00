import { z } from 'zod';
import { OUTCOMES } from '../judge/outcome.ts';
import { TIERS, VIEWS } from '../session/evidence.ts';

/**
 * The playbook format, as its author writes it. Strict: a key that is not named here is an error. What a schema can't
 * say (one action a step, known ids, typed conditions, rules that can match) is checked by load-playbook.ts.
 */

export const PLAYBOOK_FORMAT = 'walkdown.playbook/1';

export const STEP_KINDS = ['diagnosis', 'hygiene'] as const;
export const SUBJECT_KINDS = ['endpoints', 'nameservers', 'modules'] as const;
export const ACTION_KEYS = ['run', 'read', 'exchange', 'ask', 'derive'] as const;

export const idSchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by "-"');
export const textSchema = z.string().max(6000).regex(/\S/, 'must not be empty');
export const codeSchema = z.string().regex(/^[A-Z][A-Z0-9]{0,9}-[0-9]{3}$/, 'must look like DNS-003');
const nameSchema = z
  .string()
  .max(64)
  .regex(/^[a-z][A-Za-z0-9]*$/, 'must be a name like slowLookupSeconds');

const reasonSchema = z.union([
  z.strictObject({ when: textSchema.describe('a CEL condition, as in when'), say: textSchema }),
  z.strictObject({ else: textSchema }),
]);

const whereSchema = z.strictObject({
  view: z.enum(VIEWS).describe('from where it is looked at'),
  tier: z.enum(TIERS).describe('the privilege that this takes'),
});
const inSchema = z.array(whereSchema).min(1).max(6).describe('the views that serve; the least privilege is used');

const runSchema = z.strictObject({
  argv: z.array(z.string().min(1).max(4000)).min(1).max(64).describe('the command, word by word; never a shell string'),
  in: inSchema,
  needs: z.array(z.string().min(1).max(200)).max(16).optional().describe('programs that must be there'),
  matched: z.boolean().optional().describe("the tools' libc must be the target's; default true"),
  repeat: z.number().int().min(1).max(500).optional(),
  env: z
    .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*=/, 'must be NAME=value'))
    .max(32)
    .optional(),
});
const readSchema = z.strictObject({
  source: idSchema.describe('the reader'),
  path: z.string().min(1).max(4000).optional(),
});
const exchangeSchema = z.strictObject({
  kind: idSchema.describe('the conversation: dns, tls, connect, proxy, http, clock, …'),
  in: inSchema,
  with: z.record(nameSchema, z.union([z.string().max(4000), z.number(), z.boolean()])).optional(),
});
const askSchema = z.strictObject({
  question: textSchema,
  choices: z
    .array(z.strictObject({ id: idSchema, text: textSchema }))
    .max(20)
    .optional(),
  free: z.boolean().optional().describe('an answer may be typed'),
});
const deriveSchema = z.strictObject({}).describe('nothing is looked at: facts of earlier steps only');

const saySchema = {
  code: codeSchema.describe('stable code of this rule'),
  say: textSchema.describe('one sentence with the numbers that prove it; {fact}, {subject}, {target.x}, {limits.x}'),
  meaning: textSchema.optional(),
  advice: textSchema.optional(),
  next: idSchema.optional().describe('the step advised next'),
};
export const whenRuleSchema = z.strictObject({
  when: textSchema.describe('a CEL condition over facts, limits, target, subject, endpoint, seen'),
  is: z.enum(OUTCOMES),
  ...saySchema,
});
export const elseRuleSchema = z.strictObject({ else: z.enum(OUTCOMES), ...saySchema });

const TIMEOUT_WORDS = 'must be like 20s, 500ms or a number of seconds';

const stepShape = {
  id: idSchema,
  phase: idSchema,
  title: textSchema,
  why: textSchema.describe('the background, in a few lines'),
  kind: z.enum(STEP_KINDS).optional().describe("hygiene: true, and not tonight's trouble; default diagnosis"),
  essential: z.boolean().optional(),
  timing: z
    .union([z.boolean(), z.literal('waits')])
    .optional()
    .describe(
      'measures time: runs alone; waits: what it measures is mostly waiting for the network, so that once this took seconds, it and its like are looked at side by side',
    ),
  each: z.enum(SUBJECT_KINDS).optional(),
  when: textSchema.optional().describe('a CEL condition over target, limits, subject, endpoint, seen'),
  otherwise: z
    .union([textSchema, z.array(reasonSchema).min(2).max(12)])
    .optional()
    .describe('why it is not applicable; needed with when. Of several reasons the first that is so; the last is else'),
  after: z.array(idSchema).max(32).optional().describe('steps whose facts it needs'),
  run: runSchema.optional(),
  read: readSchema.optional(),
  exchange: exchangeSchema.optional(),
  ask: askSchema.optional(),
  derive: deriveSchema.optional(),
  timeout: z
    .union([z.number().positive().max(900), z.string().regex(/^[0-9]{1,6}(\.[0-9]{1,3})?(ms|s|m)$/, TIMEOUT_WORDS)], {
      error: TIMEOUT_WORDS,
    })
    .optional(),
  extract: idSchema.optional().describe('the extractor; default: the id of the step'),
  toCheckIt: textSchema.optional().describe('how to see it by other means, when a fact was not seen'),
};

/** A step as written. */
export const stepSchema = z.strictObject({
  ...stepShape,
  judge: z
    .array(z.union([whenRuleSchema, elseRuleSchema]))
    .min(1)
    .max(60),
});
/** A step whose rules are looked at one by one, for problems that name the rule. */
export const looseStepSchema = z.strictObject({ ...stepShape, judge: z.array(z.unknown()).min(1).max(60) });

const headShape = {
  schema: z.literal(PLAYBOOK_FORMAT),
  id: idSchema,
  version: z.string().min(1).max(32),
  title: textSchema,
  about: textSchema,
  phases: z
    .array(
      z.strictObject({
        id: idSchema,
        title: textSchema,
        first: z.boolean().optional().describe('walked before the symptom leads elsewhere; default: the first phase'),
      }),
    )
    .min(1)
    .max(20),
  limits: z
    .record(nameSchema, z.strictObject({ value: z.number(), because: textSchema.describe('why this number') }))
    .optional(),
};

export const playbookSchema = z.strictObject({ ...headShape, steps: z.array(stepSchema).min(1).max(200) });
/** The head of a playbook; its steps are looked at one by one. */
export const loosePlaybookSchema = z.strictObject({ ...headShape, steps: z.array(z.unknown()).min(1).max(200) });

export type PlaybookHead = z.infer<typeof loosePlaybookSchema>;
export type StepFile = z.infer<typeof stepSchema>;
export type RuleFile = z.infer<typeof whenRuleSchema> | z.infer<typeof elseRuleSchema>;
