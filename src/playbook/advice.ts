import { z } from 'zod';
import { checkShape } from './check-shape.ts';
import type { Problem } from './problem.ts';
import { codeSchema, idSchema, textSchema } from './schema.ts';
import type { Loaded } from './written.ts';
import { readYaml, type YamlPath, type YamlSource } from './yaml-source.ts';

/** The advice on base images is data: questions, the rules that decide, notes, and the background of each. */

const FORMAT = 'walkdown.advice/1';

const answersSchema = z.record(idSchema, z.array(idSchema).min(1).max(20));
const whySchema = z.array(idSchema).max(10);

const adviceSchema = z.strictObject({
  schema: z.literal(FORMAT),
  bases: z
    .array(z.strictObject({ id: idSchema, title: textSchema, about: textSchema }))
    .min(1)
    .max(20),
  questions: z
    .array(
      z.strictObject({
        id: idSchema,
        ask: textSchema,
        only: answersSchema.optional(),
        choices: z
          .array(z.strictObject({ id: idSchema, text: textSchema }))
          .min(2)
          .max(20),
      }),
    )
    .min(1)
    .max(40),
  observed: z
    .array(
      z.strictObject({
        step: idSchema,
        codes: z.array(codeSchema).min(1).optional(),
        program: z.array(idSchema).min(1).optional(),
        fact: z.string().max(64).optional(),
        answers: z.record(idSchema, idSchema),
      }),
    )
    .max(60),
  rules: z
    .array(z.strictObject({ id: idSchema, when: answersSchema, base: idSchema, because: textSchema, why: whySchema }))
    .min(1)
    .max(60),
  notes: z.array(z.strictObject({ when: answersSchema, say: textSchema, why: whySchema })).max(60),
  background: z.array(z.strictObject({ id: idSchema, title: textSchema, text: textSchema })).max(60),
});

export type Advice = z.infer<typeof adviceSchema>;
export type Question = Advice['questions'][number];
type When = Readonly<Record<string, readonly string[]>>;
/** Answers by question; a question that was not answered is not in it. */
export type Answers = Readonly<Record<string, string>>;

/** Loads the advice: its shape, and that every name in it is one. */
export async function loadAdvice(text: string, file: string): Promise<Loaded<Advice>> {
  const { source, problems: syntax } = await readYaml(text, file);
  if (source === null) return { value: null, problems: syntax };
  const problems: Problem[] = [];
  const advice = checkShape(source, [], source.value, adviceSchema, problems);
  if (advice === null) return { value: null, problems };
  checkNames(source, advice, problems);
  return problems.length > 0 ? { value: null, problems } : { value: advice, problems };
}

function checkNames(source: YamlSource, advice: Advice, problems: Problem[]): void {
  const say = (path: YamlPath, message: string): void => void problems.push(source.problem(path, message));
  const choices = new Map(advice.questions.map(({ id, choices }) => [id, new Set(choices.map((one) => one.id))]));
  const background = new Set(advice.background.map(({ id }) => id));
  const bases = new Set(advice.bases.map(({ id }) => id));
  const checkWhen = (when: When, path: YamlPath): void => {
    for (const [question, answers] of Object.entries(when)) {
      const known = choices.get(question);
      if (known === undefined) say([...path, question], `there is no question "${question}"`);
      for (const answer of answers)
        if (known && !known.has(answer)) say([...path, question], `"${question}" has no answer "${answer}"`);
    }
  };
  const checkWhy = (why: readonly string[], path: YamlPath): void => {
    for (const id of why) if (!background.has(id)) say(path, `there is no background "${id}"`);
  };
  for (const [index, question] of advice.questions.entries())
    checkWhen(question.only ?? {}, ['questions', index, 'only']);
  for (const [index, { answers }] of advice.observed.entries()) {
    const lists = Object.fromEntries(Object.entries(answers).map(([id, answer]) => [id, [answer]]));
    checkWhen(lists, ['observed', index, 'answers']);
  }
  for (const [index, rule] of advice.rules.entries()) {
    checkWhen(rule.when, ['rules', index, 'when']);
    checkWhy(rule.why, ['rules', index, 'why']);
    if (!bases.has(rule.base)) say(['rules', index, 'base'], `there is no base "${rule.base}"`);
  }
  for (const [index, note] of advice.notes.entries()) {
    checkWhen(note.when, ['notes', index, 'when']);
    checkWhy(note.why, ['notes', index, 'why']);
  }
  const last = advice.rules.length - 1;
  if (Object.keys(advice.rules[last]?.when ?? {}).length > 0)
    say(['rules', last, 'when'], 'the last rule must fit everything');
}

/** What the answers lead to. */
export interface Decision {
  readonly base: Advice['bases'][number];
  readonly rule: Advice['rules'][number];
  readonly notes: readonly Advice['notes'][number][];
  /** Background of the rule and the notes, each once. */
  readonly why: readonly Advice['background'][number][];
}

/** The first rule whose answers all fit, and every note whose answers fit. Pure. */
export function decide(advice: Advice, answers: Answers): Decision {
  const rule = advice.rules.find(({ when }) => fits(when, answers));
  const base = advice.bases.find(({ id }) => id === rule?.base);
  if (rule === undefined || base === undefined) throw new Error('The advice has no rule for the rest.');
  const notes = advice.notes.filter(({ when }) => fits(when, answers));
  const ids = new Set([rule, ...notes].flatMap(({ why }) => why));
  return { base, rule, notes, why: advice.background.filter(({ id }) => ids.has(id)) };
}

/** The next question to ask, null when all that apply are answered. Pure. */
export function nextQuestion(advice: Advice, answers: Answers): Question | null {
  return advice.questions.find(({ id, only }) => answers[id] === undefined && fits(only ?? {}, answers)) ?? null;
}

function fits(when: When, answers: Answers): boolean {
  return Object.entries(when).every(([question, allowed]) => {
    const answer = Object.hasOwn(answers, question) ? answers[question] : undefined;
    return answer !== undefined && allowed.includes(answer);
  });
}

/** A judged step of the playbook that looks at an image. */
export interface SeenStep {
  readonly id: string;
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** What an image answers by itself; the first entry that fits answers a question. Pure. */
export function observedAnswers(advice: Advice, steps: readonly SeenStep[]): Answers {
  const answers: Record<string, string> = {};
  for (const entry of advice.observed) {
    const step = steps.find(({ id }) => id === entry.step);
    if (step === undefined || !shows(entry, step)) continue;
    for (const [question, answer] of Object.entries(entry.answers)) answers[question] ??= answer;
  }
  return answers;
}

function shows({ codes, program, fact }: Advice['observed'][number], { code, facts }: SeenStep): boolean {
  if (codes !== undefined && !codes.includes(code)) return false;
  if (fact !== undefined && facts[fact] !== true) return false;
  if (program === undefined) return true;
  const path = typeof facts.path === 'string' ? facts.path : '';
  // python3.11 is python.
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/[0-9.]+$/, '');
  return program.includes(name);
}
