import type { Advice, Answers, Decision } from '../playbook/advice.ts';
import { parseCommand, quoted } from './arguments.ts';
import { type Command, type CommandIo, UsageError, writeAll } from './io.ts';

const HELP = `walkdown advise [image:REF]

Which base image? Asks a few questions and says which base, why, and what to keep in mind. With image:REF
what can be read off that image is answered by it: its libc, linkage, native modules, shell, age. Nothing
of the image is started.

  --answers KEY=VALUE,…   answers beforehand; without a terminal nothing else is asked (runtime=go,static=yes)
  --questions             the questions with their answers
  --why [ID]              the background: facts and frequent questions, each with its id
  --context NAME, --host URL    which engine has the image
  --format text|json

Exit status: 0 advised, 2 bad usage, 3 no engine, 4 no such image.
`;

const FILE = 'playbooks/advise.yaml';

interface Values {
  readonly answers?: string;
  readonly questions?: boolean;
  readonly why?: boolean;
  readonly context?: string;
  readonly host?: string;
  readonly format?: string;
  readonly help?: boolean;
}

/** `walkdown advise`: which base image, asked as questions, or read off an existing image. */
export const advise: Command = async (args, io) => {
  const { values, positionals } = parse(args);
  if (values.help) {
    await writeAll(io.stdout, HELP);
    return 0;
  }
  if (values.format !== undefined && values.format !== 'text' && values.format !== 'json')
    throw new UsageError(`--format takes text or json; ${quoted(values.format)} is neither.`);
  const advice = await shippedAdvice();
  if (values.questions) {
    await writeAll(io.stdout, questionsText(advice));
    return 0;
  }
  if (values.why) {
    await writeAll(io.stdout, backgroundText(advice, positionals[0]));
    return 0;
  }
  const [target, ...more] = positionals;
  if (more.length > 0 || (target !== undefined && !target.startsWith('image:')))
    throw new UsageError(
      `walkdown advise takes one image, as image:REF; ${quoted(more[0] ?? target ?? '')} is not that.`,
    );
  const given = givenAnswers(advice, values.answers);
  const seen =
    target === undefined ? null : await (await import('./advise-image.ts')).readImage(target, values, advice, io);
  const answers = await asked(advice, { ...seen?.answers, ...given }, target, io);
  const { decide } = await import('../playbook/advice.ts');
  const decision = decide(advice, answers);
  if (values.format === 'json') {
    const { base, rule, notes, why } = decision;
    const found = { target: target ?? null, answers, base: base.id, rule: rule.id, because: rule.because };
    const rest = { notes: notes.map(({ say }) => say), why: why.map(({ id }) => id), seen: seen?.steps ?? [] };
    await writeAll(io.stdout, `${JSON.stringify({ ...found, ...rest }, null, 2)}\n`);
  } else await writeAll(io.stdout, adviceText(decision, seen?.lines ?? []));
  return 0;
};

function parse(args: readonly string[]): { values: Values; positionals: string[] } {
  return parseCommand(args, 'advise', {
    answers: { type: 'string' },
    questions: { type: 'boolean' },
    why: { type: 'boolean' },
    context: { type: 'string' },
    host: { type: 'string' },
    format: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
}

async function shippedAdvice(): Promise<Advice> {
  const [{ readShippedFile }, { loadAdvice }, { renderProblem }] = await Promise.all([
    import('./shipped-file.ts'),
    import('../playbook/advice.ts'),
    import('../playbook/problem.ts'),
  ]);
  const { value, problems } = await loadAdvice(await readShippedFile(FILE), FILE);
  if (value === null) throw new UsageError(problems[0] ? renderProblem(problems[0]) : `${FILE} cannot be read`);
  return value;
}

/** `runtime=go,static=yes`. Throws UsageError with what there is to choose from. */
function givenAnswers(advice: Advice, text: string | undefined): Answers {
  const answers: Record<string, string> = {};
  for (const part of (text ?? '').split(',').filter((one) => one.trim() !== '')) {
    const [key = '', value = ''] = part.split('=').map((word) => word.trim());
    const question = advice.questions.find(({ id }) => id === key);
    if (question === undefined)
      throw new UsageError(
        `--answers knows ${advice.questions.map(({ id }) => id).join(', ')}; ${quoted(key)} is none of them.`,
      );
    const choices = question.choices.map(({ id }) => id);
    if (!choices.includes(value))
      throw new UsageError(`--answers ${key} takes one of ${choices.join(', ')}; ${quoted(value)} is none of them.`);
    answers[key] = value;
  }
  return answers;
}

/** Asks what is still open, one question after the other; without a terminal only what is known counts. */
async function asked(advice: Advice, known: Answers, target: string | undefined, io: CommandIo): Promise<Answers> {
  if (!io.stdin.isTTY || !io.stdout.isTTY) {
    if (Object.keys(known).length === 0 && target === undefined)
      throw new UsageError(
        'this is not a terminal: give --answers KEY=VALUE,… (walkdown advise --questions lists them).',
      );
    return known;
  }
  const { nextQuestion } = await import('../playbook/advice.ts');
  const lines = linesOf(io.stdin);
  const answers: Record<string, string> = { ...known };
  for (let question = nextQuestion(advice, answers); question; question = nextQuestion(advice, answers)) {
    const choices = question.choices.map(({ text }, index) => `  ${index + 1}  ${text}\n`).join('');
    await writeAll(io.stdout, `${question.ask}\n${choices}`);
    let chosen: string | undefined;
    while (chosen === undefined) {
      await writeAll(io.stdout, '> ');
      const { value: line, done } = await lines.next();
      if (done) throw new UsageError('the questions were not answered to the end.');
      chosen = question.choices[Number(line.trim()) - 1]?.id;
      if (chosen === undefined) await writeAll(io.stdout, `A number from 1 to ${question.choices.length}, please.\n`);
    }
    answers[question.id] = chosen;
    await writeAll(io.stdout, '\n');
  }
  await lines.return(undefined);
  io.stdin.pause();
  return answers;
}

/** A line longer than this is nobody's answer. */
const MOST_LINE = 1000;

async function* linesOf(input: NodeJS.ReadableStream): AsyncGenerator<string, undefined> {
  let rest = '';
  for await (const chunk of input) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = (lines.pop() ?? '').slice(0, MOST_LINE);
    yield* lines;
  }
  return undefined;
}

function adviceText({ base, rule, notes, why }: Decision, seen: readonly string[]): string {
  const lines = [
    ...(seen.length > 0 ? ['Seen in the image:', ...seen.map((line) => `  ${line}`), ''] : []),
    `Base: ${base.title} (${base.about})`,
    `  because   ${rule.because}`,
    ...notes.map(({ say }) => `  note      ${say}`),
    '',
    ...(why.length > 0 ? [`Background (walkdown advise --why ID): ${why.map(({ id }) => id).join(', ')}`] : []),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function questionsText({ questions }: Advice): string {
  return questions
    .map(({ id, ask, choices }) => {
      const words = choices.map((one) => `  ${`${id}=${one.id}`.padEnd(24)}  ${one.text}\n`).join('');
      return `${ask}\n${words}`;
    })
    .join('\n');
}

function backgroundText({ background }: Advice, id: string | undefined): string {
  const wanted = id === undefined ? background : background.filter((one) => one.id === id);
  if (wanted.length === 0)
    throw new UsageError(
      `--why knows ${background.map((one) => one.id).join(', ')}; ${quoted(id ?? '')} is none of them.`,
    );
  return wanted.map(({ id, title, text }) => `${title} (${id})\n  ${text}\n`).join('\n');
}
