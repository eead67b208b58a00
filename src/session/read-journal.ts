import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionEvent } from './events.ts';
import { JOURNAL_FILE } from './journal.ts';

/** The largest journal that is read; a longer one is read up to here and says so. */
const MOST_BYTES = 256 * 1024 * 1024;

export interface ReadJournal {
  readonly events: SessionEvent[];
  /** What was wrong with the file, one sentence each; the events before and after are still there. */
  readonly warnings: string[];
}

/**
 * Reads a journal that may be torn, foreign or hostile: a broken line costs that line only, and is said.
 * Throws only when the file cannot be opened.
 */
export function readJournal(dir: string): ReadJournal {
  const file = join(dir, JOURNAL_FILE);
  const size = statSync(file).size;
  const length = Math.min(size, MOST_BYTES);
  const buffer = Buffer.allocUnsafe(length);
  const fd = openSync(file, 'r');
  let got = 0;
  try {
    while (got < length) {
      const n = readSync(fd, buffer, got, length - got, got);
      if (n === 0) break;
      got += n;
    }
  } finally {
    closeSync(fd);
  }
  const read = parseJournal(buffer.toString('utf8', 0, got));
  if (size > MOST_BYTES)
    read.warnings.push(`The journal is ${size} bytes long; only the first ${MOST_BYTES} were read.`);
  return read;
}

/** The same for text that is already here (an imported or bundled recording). */
export function parseJournal(text: string): ReadJournal {
  const events: SessionEvent[] = [];
  const warnings: string[] = [];
  let number = 0;
  for (const line of text.split('\n')) {
    number += 1;
    if (line.trim() === '') continue;
    const event = parseEvent(line);
    if (typeof event === 'string') warnings.push(`Line ${number} of the journal was passed over: ${event}.`);
    else events.push(event);
  }
  return { events, warnings };
}

function parseEvent(line: string): SessionEvent | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'it is not whole JSON (the writer was stopped in the middle of it)';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'it is no event';
  const event = value as Record<string, unknown>;
  if (typeof event.type !== 'string' || typeof event.n !== 'number' || typeof event.at !== 'string') {
    return 'it lacks type, number or time';
  }
  if (event.v !== 1) return `it was written by a newer walkdown (version ${String(event.v)})`;
  return event as unknown as SessionEvent;
}
