import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { checkEvent } from './check-event.ts';
import type { SessionEvent } from './events.ts';
import { JOURNAL_FILE } from './journal.ts';
import { restoreOutputs } from './stored-outputs.ts';

/** The largest journal that is read; a longer one is read up to here and says so. */
const MOST_BYTES = 256 * 1024 * 1024;
/** Of many broken lines, so many are named. */
const MOST_WARNINGS = 10;

export interface ReadJournal {
  readonly events: SessionEvent[];
  /** What was wrong with the file, one sentence each; the events before and after are still there. */
  readonly warnings: string[];
  /** The number that the next event gets. */
  readonly next: number;
}

/**
 * Reads a journal that may be torn, foreign or hostile: a broken line costs that line only, and is said. Outputs that
 * lie beside it are put back. Throws only when the file cannot be opened, or is none.
 */
export function readJournal(dir: string): ReadJournal {
  const { text, size } = readBounded(join(dir, JOURNAL_FILE));
  const read = parseJournal(text);
  const warnings = [...read.warnings];
  const missing: string[] = [];
  const events = read.events.map((event) => restoreOutputs(dir, event, missing));
  warnings.push(...bounded([...new Set(missing)]));
  if (size > MOST_BYTES) warnings.push(`The journal is ${size} bytes long; only the first ${MOST_BYTES} were read.`);
  return { events, warnings, next: read.next };
}

function readBounded(file: string): { text: string; size: number } {
  // Non-blocking: a named pipe put there by somebody must not hold us up.
  const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw new Error(`${file} is no file.`);
    const length = Math.min(stat.size, MOST_BYTES);
    const buffer = Buffer.allocUnsafe(length);
    let got = 0;
    while (got < length) {
      const n = readSync(fd, buffer, got, length - got, got);
      if (n === 0) break;
      got += n;
    }
    return { text: buffer.toString('utf8', 0, got), size: stat.size };
  } finally {
    closeSync(fd);
  }
}

/** The same for text that is already here (an imported or bundled recording). Never throws. */
export function parseJournal(text: string): ReadJournal {
  const events: SessionEvent[] = [];
  const broken: string[] = [];
  let newer = 0;
  let version = 0;
  let number = 0;
  let next = 0;
  for (const line of lines(text)) {
    number += 1;
    if (line.trim() === '') continue;
    const read = parseEvent(line);
    if ('event' in read) {
      events.push(read.event);
      next = Math.max(next, read.event.n + 1);
    } else if ('newer' in read) {
      newer += 1;
      version = Math.max(version, read.newer);
    } else broken.push(`Line ${number} of the journal was passed over: ${read.wrong}.`);
  }
  const warnings = bounded(broken);
  if (newer > 0) {
    const count = newer === 1 ? 'An event was' : `${newer} events were`;
    warnings.push(
      `${count} passed over: a newer walkdown wrote it (format ${version}); open the session with that one.`,
    );
  }
  return { events, warnings, next: Number.isSafeInteger(next) ? next : events.length };
}

function* lines(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    yield text.slice(start, end);
    start = end + 1;
  }
}

function bounded(warnings: readonly string[]): string[] {
  const left = warnings.length - MOST_WARNINGS;
  return left > 0 ? [...warnings.slice(0, MOST_WARNINGS), `And ${left} more of that kind.`] : [...warnings];
}

function parseEvent(line: string): ReturnType<typeof checkEvent> {
  try {
    return checkEvent(JSON.parse(line));
  } catch {
    return { wrong: 'it is not whole JSON (the writer was stopped in the middle of it)' };
  }
}
