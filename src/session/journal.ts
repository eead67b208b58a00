import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { NewEvent, SessionEvent } from './events.ts';

/**
 * The journal of one session: JSON lines, appended and written through to disk before anybody sees the event. When
 * the disk refuses, the walk goes on and `trouble` says what could not be kept.
 */
export interface Journal {
  readonly id: string;
  readonly dir: string;
  /** Numbers, stamps and writes the event; returns it as written. Never throws. */
  append(event: NewEvent): SessionEvent;
  /** What could not be written, in a sentence; null while all is well. */
  readonly trouble: string | null;
  close(): void;
}

export const JOURNAL_FILE = 'journal.jsonl';

/** Opens (or makes) the journal in `dir`; `next` is the number of the next event: 0 for a new session. */
export function openJournal(dir: string, id: string, next: number, now: () => Date = () => new Date()): Journal {
  let number = next;
  let trouble: string | null = null;
  let lost = 0;
  let fd: number | null = null;
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    fd = openSync(join(dir, JOURNAL_FILE), 'a', 0o600);
  } catch (error) {
    trouble = `The session cannot be kept in ${dir} (${words(error)}): notes can still be exported from this screen.`;
  }
  return {
    id,
    dir,
    get trouble() {
      return trouble;
    },
    append(event) {
      const full = { v: 1, n: number++, at: now().toISOString(), ...event } as SessionEvent;
      if (fd === null) return full;
      try {
        const line = Buffer.from(`${JSON.stringify(full)}\n`);
        for (let offset = 0; offset < line.length; ) offset += writeSync(fd, line, offset);
        fsyncSync(fd);
      } catch (error) {
        lost += 1;
        trouble = `${lost} event${lost === 1 ? '' : 's'} could not be written to ${dir} (${words(error)}): what was recorded before is safe; free space or choose another place with WALKDOWN_HOME.`;
      }
      return full;
    },
    close() {
      if (fd !== null) closeSync(fd);
      fd = null;
    },
  };
}

/** A journal that keeps nothing: for replays and recorded incidents that nobody asked to keep. */
export function memoryJournal(id: string, now: () => Date = () => new Date()): Journal {
  let number = 0;
  return {
    id,
    dir: '',
    trouble: null,
    append: (event) => ({ v: 1, n: number++, at: now().toISOString(), ...event }) as SessionEvent,
    close() {},
  };
}

/** Session ids sort by time: 20261123-024117-3f2a (UTC, with four random hexadecimal digits). */
export function newSessionId(now: Date, random: () => number = Math.random): string {
  const stamp = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const tail = Math.floor(random() * 0x10000)
    .toString(16)
    .padStart(4, '0');
  return `${stamp}-${tail}`;
}

/** Directories that hold a journal, newest first; unreadable ones are passed over. */
export function listJournals(sessions: string): { id: string; dir: string; bytes: number }[] {
  let names: string[];
  try {
    names = readdirSync(sessions);
  } catch {
    return [];
  }
  return names
    .sort()
    .reverse()
    .flatMap((id) => {
      const dir = join(sessions, id);
      try {
        return [{ id, dir, bytes: statSync(join(dir, JOURNAL_FILE)).size }];
      } catch {
        return [];
      }
    });
}

function words(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC') return 'the disk is full';
  if (code === 'EROFS') return 'the file system is read-only';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
}
