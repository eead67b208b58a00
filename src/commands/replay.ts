import type { Report } from '../notes/report.ts';
import type { ReadJournal } from '../session/read-journal.ts';
import type { WalkState } from '../session/state.ts';
import { parseCommand } from './arguments.ts';
import { type Command, type CommandIo, UsageError, writeAll } from './io.ts';
import { writeOutput } from './unattended.ts';

const HELP = `walkdown replay SESSION

Opens a recorded session again and prints what it found, as it was judged then. SESSION: a session's id,
the beginning of one, "latest", or a recorded incident (incident:ID). Nothing is looked at.

  --judge                judges the old evidence with today's playbook, and says what changed by that
  --playbook NAME|FILE   with --judge: by this playbook; else by the one it was walked with
  --format text|md|json|junit|sarif, --output FILE
                         json with --judge: walkdown.comparison/1, then on the left, now on the right

Exit status: that of walkdown run for what is printed; 2 bad usage, 4 no such session.
`;

const FORMATS = ['text', 'md', 'json', 'junit', 'sarif'];

/** `walkdown replay SESSION`: a stored session or a recorded incident, as judged then or by today's rules. */
export const replay: Command = async (args, io) => {
  const { values, positionals } = parseCommand(args, 'replay', {
    judge: { type: 'boolean' },
    playbook: { type: 'string' },
    format: { type: 'string' },
    output: { type: 'string', short: 'o' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) {
    await writeAll(io.stdout, HELP);
    return 0;
  }
  const format = values.format ?? 'text';
  if (!FORMATS.includes(format)) throw new UsageError(`--format takes one of ${FORMATS.join(', ')}.`);
  if (values.playbook !== undefined && !values.judge)
    throw new UsageError('--playbook goes with --judge: walkdown replay SESSION --judge --playbook NAME.');
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0)
    throw new UsageError('Name one session: walkdown replay SESSION (walkdown sessions lists them).');
  const journal = await journalOf(name, io);
  const { text, status } = values.judge
    ? await judgedAgain(journal, values.playbook ?? null, format, io)
    : await asJudged(journal, format, io);
  if (values.output === undefined) await writeAll(io.stdout, text);
  else await writeOutput(values.output, text);
  return status;
};

/** A session of this machine, else a recorded incident of that id. */
async function journalOf(name: string, io: CommandIo): Promise<ReadJournal> {
  const { listIncidents, readIncident } = await import('../walk/open-recorded.ts');
  if (name.startsWith('incident:')) return readIncident(name.slice('incident:'.length));
  const [{ resolveSession }, { readJournal }] = await Promise.all([
    import('../session/find-session.ts'),
    import('../session/read-journal.ts'),
  ]);
  try {
    return readJournal(resolveSession(name, io.env).dir);
  } catch (error) {
    if ((await listIncidents()).some((one) => one.id === name)) return readIncident(name);
    throw error;
  }
}

interface Shown {
  readonly text: string;
  readonly status: number;
}

async function asJudged(journal: ReadJournal, format: string, io: CommandIo): Promise<Shown> {
  const { storedWalk } = await import('../walk/stored-walk.ts');
  const { playbookPlaces } = await import('../playbook/places.ts');
  const stored = await storedWalk(journal, playbookPlaces(process.cwd(), io.env));
  for (const warning of stored.warnings) await writeAll(io.stderr, `walkdown: ${warning}\n`);
  const { state, diagnosis, report, rulebook } = stored;
  const { exitStatus } = await import('../notes/report.ts');
  return { text: await render(format, report, state), status: exitStatus(state, diagnosis, rulebook.playbook) };
}

async function judgedAgain(
  journal: ReadJournal,
  playbook: string | null,
  format: string,
  io: CommandIo,
): Promise<Shown> {
  const [{ storedWalk }, { openRecording }, { loadRulebook }, { playbookPlaces }, comparison] = await Promise.all([
    import('../walk/stored-walk.ts'),
    import('../walk/open-recorded.ts'),
    import('../walk/rulebook.ts'),
    import('../playbook/places.ts'),
    import('../notes/comparison.ts'),
  ]);
  const places = playbookPlaces(process.cwd(), io.env);
  const then = await storedWalk(journal, places);
  for (const warning of journal.warnings) await writeAll(io.stderr, `walkdown: ${warning}\n`);
  const rulebook = playbook === null ? then.rulebook : await loadRulebook(playbook, places);
  const now = openRecording(journal.events, rulebook);
  await now.conductor.takeAll();
  await now.finish('complete');
  const report = now.report();
  const { exitStatus } = await import('../notes/report.ts');
  const status = exitStatus(now.conductor.state, now.diagnosis(), rulebook.playbook);
  const compared = comparison.compareReports(then.report, report);
  if (format === 'json') return { text: `${JSON.stringify(compared, null, 2)}\n`, status };
  const text = await render(format, report, now.conductor.state);
  if (format !== 'text') return { text, status };
  const { renderRejudged } = await import('../notes/rejudged-text.ts');
  return { text: `${text}\n${renderRejudged(compared)}`, status };
}

async function render(format: string, report: Report, state: WalkState): Promise<string> {
  const { renderReport } = await import('../notes/render.ts');
  return renderReport(format, report, state);
}
