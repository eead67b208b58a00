/** Times in the notes are UTC, with seconds. What is no time is not repeated: it could be anything. */

const NO_TIME = 'at an unknown time';

/** 2026-11-23 02:41:17 */
export function dateTime(at: string | null): string {
  const iso = isoOf(at);
  if (iso === null) return at === null || at === '' ? '' : NO_TIME;
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

/** 02:41:17 */
export function clock(at: string | null): string {
  const iso = isoOf(at);
  if (iso === null) return at === null || at === '' ? '' : NO_TIME;
  return iso.slice(11, 19);
}

/** 2026-11-23; empty when it is no time. */
export function dateOf(at: string | null): string {
  return isoOf(at)?.slice(0, 10) ?? '';
}

function isoOf(at: string | null): string | null {
  if (at === null) return null;
  const ms = Date.parse(at);
  if (!Number.isFinite(ms)) return null;
  const iso = new Date(ms).toISOString();
  return iso.length === 24 ? iso : null;
}

/** Is the first later than the second? What is no time never is. */
export function isAfter(at: string, since: string): boolean {
  return Date.parse(at) > Date.parse(since);
}
