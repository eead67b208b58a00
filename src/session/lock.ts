import { closeSync, fstatSync, openSync, readFileSync, readSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Only one walkdown writes a session. The file says which: process, its start, machine. */
export const LOCK_FILE = 'lock';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** What tells this process from a later one of the same number; empty where the system does not say. */
  readonly began: string;
}

/** Another walkdown has the session. */
export class SessionHeld extends Error {
  readonly exitStatus = 2;
  constructor(id: string, holder: string) {
    super(
      `Session ${id} is open in another walkdown (${holder}): end that one first, or look at it with walkdown replay ${id}.`,
    );
    this.name = 'SessionHeld';
  }
}

/** A session that this process may write; `release` gives it free. Where no lock can be kept, there is none. */
export interface Lock {
  release(): void;
}

/** Takes the session's lock. Throws SessionHeld while another living process has it; one that died is passed over. */
export function takeLock(dir: string, id: string): Lock {
  const file = join(dir, LOCK_FILE);
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), began: beganAt(process.pid) });
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(file, mine, { mode: 0o600, flag: 'wx' });
      return { release: () => release(file, mine) };
    } catch (error) {
      // A read-only or full disk: the journal says that itself.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return { release: () => undefined };
    }
    const holder = holderOf(file);
    if (holder !== null && isAlive(holder)) {
      throw new SessionHeld(
        id,
        holder.host === hostname() ? `process ${holder.pid}` : `process ${holder.pid} on ${holder.host}`,
      );
    }
    try {
      unlinkSync(file);
    } catch {
      // Somebody else was quicker; the next attempt sees who.
    }
  }
  return { release: () => undefined };
}

/** Who writes the session now, in words; null when nobody does. */
export function heldBy(dir: string): string | null {
  const holder = holderOf(join(dir, LOCK_FILE));
  return holder !== null && isAlive(holder) ? `process ${holder.pid} on ${holder.host}` : null;
}

function release(file: string, mine: string): void {
  try {
    if (readFileSync(file, 'utf8') === mine) unlinkSync(file);
  } catch {
    // It is gone already.
  }
}

function holderOf(file: string): Holder | null {
  try {
    const fd = openSync(file, 'r');
    try {
      if (!fstatSync(fd).isFile()) return null;
      const buffer = Buffer.alloc(1024);
      const value = JSON.parse(buffer.toString('utf8', 0, readSync(fd, buffer))) as Partial<Holder> | null;
      if (typeof value?.pid !== 'number' || !Number.isInteger(value.pid) || value.pid < 1) return null;
      if (typeof value.host !== 'string') return null;
      return { pid: value.pid, host: value.host.slice(0, 255), began: String(value.began ?? '') };
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  }
}

/** A process of another machine (a shared home) cannot be asked: it counts as alive. */
function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // Killed, and nobody has fetched its status yet: it writes no more.
  if (/^[ZX]/.test(statOf(holder.pid))) return false;
  const began = beganAt(holder.pid);
  return began === '' || holder.began === '' || began === holder.began;
}

/** Linux: the boot and the tick at which the process began. */
function beganAt(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = statOf(pid);
    return stat === '' ? '' : `${boot}/${stat.split(' ')[19] ?? ''}`;
  } catch {
    return '';
  }
}

/** Linux: a process's state and what follows it; empty elsewhere. */
function statOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2);
  } catch {
    return '';
  }
}
