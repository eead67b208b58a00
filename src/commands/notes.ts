import { parseCommand, quoted } from './arguments.ts';
import { type CommandIo, UsageError, writeAll } from './io.ts';

const HELP = `walkdown notes SESSION

The notes of a stored session, for those who read them in the morning. SESSION: an id, the beginning
of one, or "latest"; walkdown sessions lists them.

  --format md|slack|jira|html|json|junit|sarif   default md
  --output FILE     into a file (readable by you alone) instead of standard output
  --since TIME      what happened since, first: 02:41 (UTC), 30m, 2h or 2026-11-23T02:41:00Z
  --profile internal|vendor|public   internal (default): secrets are masked; vendor: addresses and
                    host names, too; public: also the names of the target, its images and the people

Slack: messages of at most 4000 characters, the summary first. Exit status: 0, 2 bad usage, 4 no such session.
`;

/** `walkdown notes SESSION`: exports the notes of a stored session. */
export async function notes(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseCommand(args, 'notes', {
    format: { type: 'string' },
    output: { type: 'string', short: 'o' },
    profile: { type: 'string' },
    since: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) {
    await writeAll(io.stdout, HELP);
    return 0;
  }
  const { NOTES_FORMATS, renderReport } = await import('../notes/render.ts');
  const { PROFILES, applyProfile } = await import('../notes/profile.ts');
  const format = oneOf('--format', values.format ?? 'md', NOTES_FORMATS);
  const profile = oneOf('--profile', values.profile ?? 'internal', PROFILES);
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0)
    throw new UsageError('Name one session: walkdown notes SESSION (walkdown sessions lists them).');

  const { resolveSession } = await import('../session/find-session.ts');
  const { openStored } = await import('../walk/stored-walk.ts');
  const { playbookPlaces } = await import('../playbook/places.ts');
  const session = resolveSession(name, io.env);
  const stored = await openStored(session.dir, playbookPlaces(process.cwd(), io.env));
  const end = stored.state.timeline.at(-1)?.at ?? stored.state.startedAt ?? new Date(0).toISOString();
  const since = values.since === undefined ? null : (await import('./since.ts')).parseSince(values.since, end);
  const { report, state } = applyProfile(stored.report, stored.state, profile);
  const text = await renderReport(format, report, state, { since });
  if (values.output === undefined) await writeAll(io.stdout, text);
  else await writePrivate(values.output, text);
  for (const warning of stored.warnings) await writeAll(io.stderr, `walkdown: ${warning}\n`);
  return 0;
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined)
    throw new UsageError(`${option} takes one of ${allowed.join(', ')}; ${quoted(value)} is none of them.`);
  return found;
}

/** A file that only its owner reads, whatever it was before. Throws UsageError when it cannot be written. */
export async function writePrivate(file: string, text: string): Promise<void> {
  const { chmod, writeFile } = await import('node:fs/promises');
  try {
    await writeFile(file, text, { mode: 0o600 });
    // An older file keeps its mode when it is written again; a device has none to change.
    await chmod(file, 0o600).catch(() => undefined);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UsageError(`${quoted(file)} cannot be written (${code}): name another file.`);
  }
}
