const UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ['day', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
];

/** A time span in its largest unit that is not zero: "3 h", "2 days", "40 s". Negative spans count as 0 s. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  for (const [name, length] of UNITS) {
    const count = Math.floor(seconds / length);
    if (count >= 1 || length === 1) return `${count} ${name === 'day' && count !== 1 ? 'days' : name}`;
  }
  return '0 s';
}

/** Milliseconds from one RFC 3339 time to another; null when either is none. */
export function between(from: string | null | undefined, to: string | null | undefined): number | null {
  if (!from || !to) return null;
  const span = Date.parse(to) - Date.parse(from);
  return Number.isFinite(span) ? span : null;
}

/** A time for a sentence that is kept: 2026-01-31 02:41 UTC; empty when it is none. What is kept says no "ago". */
export function momentOf(time: string): string {
  const at = Date.parse(time);
  return Number.isFinite(at) ? `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC` : '';
}

/** The day of an RFC 3339 time: 2026-01-31; empty when it is none. */
export function dayOf(time: string): string {
  return /^\d{4}-\d{2}-\d{2}/.exec(time)?.[0] ?? '';
}

/** Whole days between two times; null when either is none. */
export function daysBetween(from: string, to: string): number | null {
  const span = between(from, to);
  return span === null ? null : Math.floor(span / 86_400_000);
}

/** Bytes for people: 64 MB, 1.5 GB (powers of 1000, as `docker` prints sizes; limits are given in 1024s: see `binary`). */
export function bytesText(bytes: number, binary = false): string {
  const step = binary ? 1024 : 1000;
  const units = binary ? ['B', 'KiB', 'MiB', 'GiB', 'TiB'] : ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= step && unit < units.length - 1) {
    value /= step;
    unit += 1;
  }
  return `${value >= 100 || Number.isInteger(value) ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
