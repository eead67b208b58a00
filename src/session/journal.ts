import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { NewEvent, SessionEvent } from './events.ts';
import { type Lock, takeLock } from './lock.ts';
import { boundOutputs, storeOutputs, syncFolder } from './stored-outputs.ts';

/**
 * The journal of one session: JSON lines, appended and written through to disk before anybody sees the event. When
 * the disk refuses, the walk goes on, `trouble` says what could not be kept, and it is tried again with the next event.
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

export interface JournalOptions {
  /** Default: the system's clock. */
  readonly now?: () => Date;
  /** Masks secrets in every event before it is kept or seen: notes, reasons, error messages. */
  readonly mask?: (event: NewEvent) => NewEvent;
}

export const JOURNAL_FILE = 'journal.jsonl';

/** Lines that wait for the disk; older ones are given up beyond that (characters). */
const MOST_WAITING = 64 * 1024 * 1024;

/**
 * Opens (or makes) the journal in `dir`; `next` is the number of the next event: 0 for a new session. Throws
 * SessionHeld when another walkdown writes it, and nothing else.
 */
export function openJournal(dir: string, id: string, next: number, options: JournalOptions = {}): Journal {
  return new FileJournal(dir, id, next, options);
}

class FileJournal implements Journal {
  readonly id: string;
  readonly dir: string;
  readonly #now: () => Date;
  readonly #mask: (event: NewEvent) => NewEvent;
  #number: number;
  #fd: number | null = null;
  #lock: Lock | null = null;
  /** Length of what is known to be whole. */
  #good = 0;
  #waiting: string[] = [];
  #waitingSize = 0;
  #givenUp = 0;
  #problem: string | null = null;
  #closed = false;

  constructor(dir: string, id: string, next: number, { now, mask }: JournalOptions) {
    this.id = id;
    this.dir = dir;
    this.#number = next;
    this.#now = now ?? (() => new Date());
    this.#mask = mask ?? ((event) => event);
    this.#open();
  }

  get trouble(): string | null {
    if (this.#problem === null && this.#givenUp === 0) return null;
    const lost = this.#waiting.length + this.#givenUp;
    const safe = this.#good > 0 ? ' What was recorded before is safe.' : '';
    const what =
      lost === 0 ? 'The session cannot be kept' : `${lost} event${lost === 1 ? '' : 's'} could not be written`;
    return `${what} in ${this.dir} (${this.#problem ?? 'the disk was full for too long'}).${safe} Free space or name another place with WALKDOWN_HOME; notes can still be exported.`;
  }

  append(given: NewEvent): SessionEvent {
    const event = boundOutputs(this.#mask(given));
    const full = { v: 1, n: this.#number++, at: this.#now().toISOString(), ...event } as SessionEvent;
    if (this.#closed) return full;
    this.#open();
    this.#queue(`${JSON.stringify(this.#fd === null ? full : storeOutputs(this.dir, full))}\n`);
    this.#flush();
    return full;
  }

  close(): void {
    if (this.#closed) return;
    this.#open();
    this.#flush();
    this.#closed = true;
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
    this.#lock?.release();
  }

  #open(): void {
    if (this.#fd !== null) return;
    try {
      mkdirSync(this.dir, { recursive: true, mode: 0o700 });
    } catch (error) {
      this.#problem = words(error);
      return;
    }
    this.#lock ??= takeLock(this.dir, this.id);
    try {
      const fd = openSync(join(this.dir, JOURNAL_FILE), 'a+', 0o600);
      this.#fd = fd;
      this.#good = endOfLastLine(fd);
      syncFolder(this.dir);
      this.#problem = null;
    } catch (error) {
      this.#problem = words(error);
    }
  }

  #queue(line: string): void {
    this.#waiting.push(line);
    this.#waitingSize += line.length;
    while (this.#waitingSize > MOST_WAITING && this.#waiting.length > 1) {
      this.#waitingSize -= this.#waiting.shift()?.length ?? 0;
      this.#givenUp += 1;
    }
  }

  /** All that waits, in order, or nothing of the line that did not fit. */
  #flush(): void {
    const fd = this.#fd;
    if (fd === null) return;
    try {
      if (fstatSync(fd).nlink === 0) throw new Error('it was deleted meanwhile');
      for (let line = this.#waiting[0]; line !== undefined; line = this.#waiting[0]) {
        const bytes = Buffer.from(line);
        for (let offset = 0; offset < bytes.length; ) offset += writeSync(fd, bytes, offset);
        fsyncSync(fd);
        this.#good += bytes.length;
        this.#waiting.shift();
        this.#waitingSize -= line.length;
      }
      this.#problem = null;
    } catch (error) {
      this.#problem = words(error);
      this.#takeBack(fd);
    }
  }

  /** A line of which only a part was written must not spoil the next one. */
  #takeBack(fd: number): void {
    try {
      ftruncateSync(fd, this.#good);
    } catch {
      // Then the reader passes over the torn line.
    }
  }
}

/** A last line that is longer is no event of ours. */
const LONGEST_LINE = 64 * 1024 * 1024;

/**
 * Where the last whole line ends. Of what stands after it, an event that only lacks its line end gets one; a part of an
 * event (the writer was killed in it) is taken off, so that it does not spoil the next one.
 */
function endOfLastLine(fd: number): number {
  const { size } = fstatSync(fd);
  const block = Buffer.alloc(65_536);
  let whole = 0;
  for (let end = size; end > 0 && whole === 0; ) {
    const start = Math.max(0, end - block.length);
    const at = block.subarray(0, readSync(fd, block, 0, end - start, start)).lastIndexOf(0x0a);
    if (at >= 0) whole = start + at + 1;
    end = start;
  }
  if (whole === size) return size;
  if (size - whole < LONGEST_LINE && isJson(fd, whole, size)) {
    writeSync(fd, '\n');
    return size + 1;
  }
  ftruncateSync(fd, whole);
  return whole;
}

function isJson(fd: number, start: number, end: number): boolean {
  const tail = Buffer.alloc(end - start);
  readSync(fd, tail, 0, tail.length, start);
  try {
    JSON.parse(tail.toString());
    return true;
  } catch {
    return false;
  }
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

/** What a session's id looks like: nothing that leads to another folder. */
export function isSessionId(id: string): boolean {
  return /^[0-9A-Za-z][0-9A-Za-z._-]{0,80}$/.test(id) && !id.includes('..');
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
    .filter(isSessionId)
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
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk is full';
  if (code === 'EROFS') return 'the file system is read-only';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ENOTDIR' || code === 'EEXIST') return 'a file is where a folder should be';
  return error instanceof Error ? error.message : String(error);
}
