import { quoted } from './arguments.ts';
import { UsageError } from './io.ts';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DAY_MS = 86_400_000;

/**
 * `--since` as a time in RFC 3339: a time, a clock time in UTC (the latest one up to `end`), or how long before `end`:
 * 30m, 2h. `end` is the last thing that happened in the session.
 */
export function parseSince(words: string, end: string): string {
  const last = Date.parse(end);
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(words) ?? [];
  if (count !== undefined && unit !== undefined) {
    return new Date(last - Number(count) * (UNIT_MS[unit] ?? 0)).toISOString();
  }
  const [, hours, minutes, seconds = '00'] = /^(\d{1,2}):(\d{2})(?::(\d{2}))?Z?$/.exec(words) ?? [];
  if (
    hours !== undefined &&
    minutes !== undefined &&
    Number(hours) < 24 &&
    Number(minutes) < 60 &&
    Number(seconds) < 60
  ) {
    const day = new Date(last).toISOString().slice(0, 10);
    const time = Date.parse(`${day}T${hours.padStart(2, '0')}:${minutes}:${seconds}Z`);
    return new Date(time > last ? time - DAY_MS : time).toISOString();
  }
  const time = /^\d{4}-\d{2}-\d{2}/.test(words) ? Date.parse(words) : Number.NaN;
  if (Number.isFinite(time)) return new Date(time).toISOString();
  throw new UsageError(`--since takes 02:41 (UTC), 30m, 2h or 2026-11-23T02:41:00Z; ${quoted(words)} is none of them.`);
}
