import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { JOURNAL_FILE, listJournals } from './journal.ts';
import { heldBy } from './lock.ts';
import { parseJournal } from './read-journal.ts';
import { OUTPUTS_DIR } from './stored-outputs.ts';

/** A stored session as lists show it. */
export interface SessionSummary {
  readonly id: string;
  readonly dir: string;
  /** Name of what was walked; empty when the journal was stopped before. */
  readonly target: string;
  readonly startedAt: string | null;
  /** False: killed, or still under way; it can be resumed. */
  readonly finished: boolean;
  /** Ended by the person before its last step: it can be resumed, too. */
  readonly left: boolean;
  /** Who has it open now, in words; null: nobody. */
  readonly heldBy: string | null;
  /** On disk, outputs included. */
  readonly bytes: number;
  readonly operator: string;
  readonly incident: string | null;
}

/** What identifies a session is at its journal's beginning; whether it ended, at its end. */
const LOOKED_AT = 256 * 1024;

/** All stored sessions, newest first. One that cannot be read is listed by its id alone. */
export function listSessions(sessions: string): SessionSummary[] {
  return listJournals(sessions).map(({ id, dir }) => summarise(id, dir));
}

function summarise(id: string, dir: string): SessionSummary {
  const empty: SessionSummary = {
    id,
    dir,
    target: '',
    startedAt: null,
    finished: false,
    left: false,
    heldBy: heldBy(dir),
    bytes: sizeOf(dir),
    operator: '',
    incident: null,
  };
  let ends: { head: string; tail: string };
  try {
    ends = readEnds(join(dir, JOURNAL_FILE));
  } catch {
    return empty;
  }
  const events = parseJournal(ends.head).events;
  const started = events.find((event) => event.type === 'session.started');
  const identified = events.find((event) => event.type === 'target.identified');
  const last = parseJournal(ends.tail).events.at(-1) ?? events.at(-1);
  return {
    ...empty,
    target: identified?.type === 'target.identified' ? identified.target.name : '',
    startedAt: started?.at ?? null,
    finished: last?.type === 'session.finished' || last?.type === 'verified.fixed',
    left: last?.type === 'session.finished' && last.reason === 'left',
    operator: started?.type === 'session.started' ? started.session.operator : '',
    incident: started?.type === 'session.started' ? started.session.incident : null,
  };
}

function readEnds(file: string): { head: string; tail: string } {
  const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return { head: '', tail: '' };
    const part = (start: number): string => {
      const buffer = Buffer.alloc(Math.min(LOOKED_AT, stat.size - start));
      return buffer.toString('utf8', 0, readSync(fd, buffer, 0, buffer.length, start));
    };
    const head = part(0);
    return { head, tail: stat.size <= LOOKED_AT ? head : part(stat.size - LOOKED_AT) };
  } finally {
    closeSync(fd);
  }
}

/** Bytes of the journal and of the outputs beside it. */
function sizeOf(dir: string): number {
  const files = [join(dir, JOURNAL_FILE)];
  try {
    files.push(...readdirSync(join(dir, OUTPUTS_DIR)).map((name) => join(dir, OUTPUTS_DIR, name)));
  } catch {
    // It has none.
  }
  return files.reduce((total, file) => {
    try {
      return total + statSync(file).size;
    } catch {
      return total;
    }
  }, 0);
}
