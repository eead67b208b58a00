import type { SessionSummary } from '../session/summary.ts';
import { parseCommand, quoted } from './arguments.ts';
import { type CommandIo, UsageError, writeAll } from './io.ts';
import { writePrivate } from './notes.ts';

const HELP = `walkdown sessions                  stored sessions, newest first (--format json)
walkdown sessions resume ID        goes on with one
walkdown sessions show ID          what it found
walkdown sessions delete ID…       removes them from this machine
walkdown sessions export ID FILE   into a file for another machine, as masked as it is ("-": standard output)
walkdown sessions import FILE      takes such a file in

ID: an id, the beginning of one, or "latest". With sessions: { keepDays: 90, keepMegabytes: 500 } in
config.yaml older ones are removed when they are listed; without it all are kept.
Exit status: 0, 2 bad usage, 4 no such session.
`;

/** `walkdown sessions …` but for `resume`, which opens the screen and belongs to it. */
export async function sessions(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseCommand(args, 'sessions', {
    format: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) {
    await writeAll(io.stdout, HELP);
    return 0;
  }
  const [command = 'list', ...rest] = positionals;
  const format = values.format ?? 'text';
  if (format !== 'text' && format !== 'json')
    throw new UsageError(`--format takes text or json; ${quoted(format)} is neither.`);
  const found = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (found === undefined) {
    throw new UsageError(
      `walkdown sessions has no command ${quoted(command)}: list, resume, show, delete, export, import.`,
    );
  }
  return found(rest, io, format);
}

type Sub = (names: readonly string[], io: CommandIo, format: 'text' | 'json') => Promise<number>;

const COMMANDS: Readonly<Record<string, Sub>> = {
  list,
  show,
  delete: remove,
  export: exportOne,
  import: importOne,
};

async function list(names: readonly string[], io: CommandIo, format: 'text' | 'json'): Promise<number> {
  if (names.length > 0)
    throw new UsageError('walkdown sessions list takes no names; walkdown sessions show ID shows one.');
  const { sessionsDir } = await import('../session/places.ts');
  const { listSessions } = await import('../session/summary.ts');
  const all = listSessions(sessionsDir(io.env));
  const gone = await letGo(all, io);
  const left = all.filter((one) => !gone.includes(one));
  if (format === 'json') {
    const rows = left.map(({ id, target, startedAt, finished }) => ({ id, target, startedAt, finished }));
    await writeAll(io.stdout, `${JSON.stringify({ sessions: rows }, null, 2)}\n`);
  } else await writeAll(io.stdout, await table(left));
  return 0;
}

/** Removes what the configuration lets go, and says so. A configuration that is not clear removes nothing. */
async function letGo(all: readonly SessionSummary[], io: CommandIo): Promise<SessionSummary[]> {
  const { readKeepPolicy } = await import('../session/keep-policy.ts');
  const { expired, removeSession } = await import('../session/expiry.ts');
  const policy = await readKeepPolicy(io.env);
  const gone = expired(all, policy, new Date());
  for (const one of gone) removeSession(one);
  if (gone.length > 0) {
    await writeAll(
      io.stderr,
      `walkdown: ${gone.length} old ${gone.length === 1 ? 'session' : 'sessions'} removed, as config.yaml says.\n`,
    );
  }
  return gone;
}

async function table(rows: readonly SessionSummary[]): Promise<string> {
  if (rows.length === 0) return 'No sessions are stored yet; a walk makes one: walkdown TARGET\n';
  const { visible } = await import('../notes/prose.ts');
  const { padToWidth } = await import('../terminal/width.ts');
  const lines = rows.map((one) => {
    const ended = one.left ? 'left before its end' : 'finished';
    const state = one.heldBy !== null ? `open (${one.heldBy})` : one.finished ? ended : 'unfinished: resume it';
    const incident = one.incident === null ? '' : `, ${one.incident}`;
    const started = one.startedAt?.slice(0, 16).replace('T', ' ') ?? '?';
    const target = padToWidth(visible(one.target || '?', 40), 24);
    return visible(`${padToWidth(one.id, 22)} ${padToWidth(started, 16)}  ${target}  ${state}${incident}`);
  });
  return `${padToWidth('SESSION', 22)} ${padToWidth('STARTED (UTC)', 16)}  ${padToWidth('TARGET', 24)}  STATE\n${lines.join('\n')}\n`;
}

async function find(name: string | undefined, io: CommandIo): Promise<SessionSummary> {
  if (name === undefined) throw new UsageError('Name a session; walkdown sessions lists them.');
  const { resolveSession } = await import('../session/find-session.ts');
  return resolveSession(name, io.env);
}

async function show(names: readonly string[], io: CommandIo, format: 'text' | 'json'): Promise<number> {
  if (names.length > 1) throw new UsageError('walkdown sessions show takes one session.');
  const session = await find(names[0], io);
  const { openStored } = await import('../walk/stored-walk.ts');
  const { playbookPlaces } = await import('../playbook/places.ts');
  const { renderReport } = await import('../notes/render.ts');
  const { report, state, warnings } = await openStored(session.dir, playbookPlaces(process.cwd(), io.env));
  await writeAll(io.stdout, await renderReport(format, report, state));
  for (const warning of warnings) await writeAll(io.stderr, `walkdown: ${warning}\n`);
  return 0;
}

async function remove(names: readonly string[], io: CommandIo): Promise<number> {
  if (names.length === 0) throw new UsageError('Name the sessions to delete; walkdown sessions lists them.');
  const { removeSession } = await import('../session/expiry.ts');
  const found = await Promise.all(names.map((name) => find(name, io)));
  const held = found.find((one) => one.heldBy !== null);
  if (held !== undefined)
    throw new UsageError(`Session ${held.id} is open in another walkdown (${held.heldBy}): end that one first.`);
  for (const one of found) {
    removeSession(one);
    await writeAll(io.stdout, `${one.id} deleted\n`);
  }
  return 0;
}

async function exportOne(names: readonly string[], io: CommandIo): Promise<number> {
  const [name, file, ...more] = names;
  if (file === undefined || more.length > 0)
    throw new UsageError('walkdown sessions export takes a session and a file.');
  const session = await find(name, io);
  const { readJournal } = await import('../session/read-journal.ts');
  const { exportText } = await import('../session/transfer.ts');
  const { events, warnings } = readJournal(session.dir);
  if (events[0]?.type !== 'session.started')
    throw new UsageError(`Session ${session.id} holds nothing that could be handed over.`);
  const text = exportText(events[0].session.id, events);
  if (file === '-') await writeAll(io.stdout, text);
  else await writePrivate(file, text);
  for (const warning of warnings) await writeAll(io.stderr, `walkdown: ${warning}\n`);
  return 0;
}

async function importOne(names: readonly string[], io: CommandIo): Promise<number> {
  const [file, ...more] = names;
  if (file === undefined || more.length > 0) throw new UsageError('walkdown sessions import takes one file.');
  const { importText } = await import('../session/transfer.ts');
  const imported = importText(await readTransfer(file));
  const { storeImported } = await import('../session/store-imported.ts');
  const { sessionsDir } = await import('../session/places.ts');
  storeImported(sessionsDir(io.env), imported);
  await writeAll(io.stdout, `${imported.id} imported; walkdown notes ${imported.id}\n`);
  return 0;
}

async function readTransfer(file: string): Promise<string> {
  const { constants } = await import('node:fs');
  const { open } = await import('node:fs/promises');
  const { MOST_TRANSFER } = await import('../session/transfer.ts');
  const problem = (why: string) => new UsageError(`${quoted(file)} cannot be imported: ${why}.`);
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: NodeJS.ErrnoException) => {
    throw problem(error.code === 'ENOENT' ? 'there is no such file' : (error.code ?? 'it cannot be read'));
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw problem('it is not a file');
    if (stat.size > MOST_TRANSFER) throw problem(`it is larger than ${MOST_TRANSFER / 1024 / 1024} MB`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
