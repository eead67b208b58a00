import { createHash } from 'node:crypto';
import type { NewEvent, SessionEvent } from './events.ts';
import { isSessionId } from './journal.ts';
import { parseJournal } from './read-journal.ts';

/**
 * A session in one file, for another machine: JSON lines. The first says what it is, the last how many there are and
 * their hash, so that a file that was cut on its way is noticed. Outputs are in their events. It is as masked as the
 * journal is; the key of the placeholders stays here.
 */
const TRANSFER_SCHEMA = 'walkdown.session/1';

/** A file that is larger is refused. */
export const MOST_TRANSFER = 256 * 1024 * 1024;
const MOST_EVENTS = 200_000;

/** The file cannot be taken in: exit status 2. */
export class TransferError extends Error {
  readonly exitStatus = 2;
  constructor(message: string) {
    super(message);
    this.name = 'TransferError';
  }
}

export function exportText(id: string, events: readonly SessionEvent[]): string {
  const lines = events.map((event) => JSON.stringify(event));
  const head = JSON.stringify({ schema: TRANSFER_SCHEMA, id });
  const tail = JSON.stringify({ events: lines.length, sha256: hashOf(lines) });
  return `${[head, ...lines, tail].join('\n')}\n`;
}

export interface Imported {
  readonly id: string;
  readonly events: readonly SessionEvent[];
}

/** What an exported file holds. Throws TransferError, in one line, for anything that is not a whole one. */
export function importText(text: string): Imported {
  const lines = text.split('\n');
  while (lines.at(-1)?.trim() === '') lines.pop();
  const [first = '', ...rest] = lines;
  const head = record(first);
  if (head?.schema !== TRANSFER_SCHEMA) throw new TransferError(whatItIs(text, head?.schema));
  if (typeof head.id !== 'string' || !isSessionId(head.id))
    throw new TransferError('The file names no session id that could be one.');
  const last = rest.pop();
  const tail = record(last ?? '');
  if (tail === null || typeof tail.sha256 !== 'string') {
    throw new TransferError('The file ends before its session does: copy it again.');
  }
  if (rest.length > MOST_EVENTS) throw new TransferError(`The file holds more than ${MOST_EVENTS} events.`);
  if (tail.events !== rest.length || tail.sha256 !== hashOf(rest)) {
    throw new TransferError('The file was changed or cut on its way: copy it again.');
  }
  const { events, warnings } = parseJournal(rest.join('\n'));
  if (events.length !== rest.length)
    throw new TransferError(`The file holds what is no event: ${warnings[0] ?? ''}`.trim());
  const [begin] = events;
  if (begin?.type !== 'session.started')
    throw new TransferError('The file does not begin with the start of a session.');
  if (begin.session.id !== head.id) throw new TransferError('The file names one session and holds another.');
  if (events.some((event, index) => index > 0 && event.n <= (events[index - 1]?.n ?? 0)))
    throw new TransferError('The events of the file are not in order.');
  return { id: head.id, events };
}

/** An imported event as it is written again: its number and time stay. */
export function asWritten(event: SessionEvent): NewEvent {
  return event as unknown as NewEvent;
}

function whatItIs(text: string, schema: unknown): string {
  const start = text.slice(0, 300);
  const isTar = start.slice(257, 262) === 'ustar' || start.startsWith('\u001f');
  if (isTar) return 'That is an archive, not a session: import takes the file that "walkdown sessions export" wrote.';
  if (typeof schema === 'string' && schema.startsWith('walkdown.session/')) {
    return `The file was written by a newer walkdown (${schema.slice(0, 40)}): import it with that one.`;
  }
  return 'That is not a session: import takes the file that "walkdown sessions export" wrote.';
}

function record(line: string): Record<string, unknown> | null {
  if (line.length > MOST_TRANSFER) return null;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function hashOf(lines: readonly string[]): string {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(line).update('\n');
  return hash.digest('hex');
}
