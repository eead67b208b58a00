import { rmSync } from 'node:fs';
import type { SessionSummary } from './summary.ts';

/** How long sessions are kept; null: for ever. Nothing is removed unless the configuration says so. */
export interface KeepPolicy {
  readonly days: number | null;
  readonly megabytes: number | null;
}

export const KEEP_ALL: KeepPolicy = { days: null, megabytes: null };

const DAY_MS = 86_400_000;
/** A session this young is not removed for want of room: somebody may be in the middle of it. */
const YOUNG_MS = DAY_MS;

/**
 * The sessions that a policy lets go: those that are too old, then the oldest until the rest fits. One that is open in
 * some walkdown never goes. Pure.
 */
export function expired(sessions: readonly SessionSummary[], policy: KeepPolicy, now: Date): SessionSummary[] {
  const age = (one: SessionSummary): number => now.getTime() - startOf(one);
  const free = sessions.filter((one) => one.heldBy === null && Number.isFinite(age(one)));
  const gone = new Set(free.filter((one) => policy.days !== null && age(one) > policy.days * DAY_MS));
  if (policy.megabytes === null) return [...gone];
  let size = sessions.filter((one) => !gone.has(one)).reduce((total, one) => total + one.bytes, 0);
  for (const one of free.toSorted((a, b) => startOf(a) - startOf(b))) {
    if (size <= policy.megabytes * 1_000_000) break;
    if (gone.has(one) || age(one) < YOUNG_MS) continue;
    gone.add(one);
    size -= one.bytes;
  }
  return [...gone];
}

/** By its journal, else by its id. */
function startOf(session: SessionSummary): number {
  if (session.startedAt !== null) return Date.parse(session.startedAt);
  const [, day, time] = /^(\d{8})-(\d{6})/.exec(session.id) ?? [];
  if (day === undefined || time === undefined) return Number.NaN;
  const iso = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}Z`;
  return Date.parse(iso);
}

/** Removes a session's folder with all that is in it. Throws what the file system says. */
export function removeSession(session: Pick<SessionSummary, 'dir'>): void {
  rmSync(session.dir, { recursive: true, force: true });
}
