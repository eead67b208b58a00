/** More than any time zone makes of a date that names none. */
const LONG_AGO_MS = 26 * 3_600_000;
const DATED = /^\W{0,3}(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})/;

/**
 * The lines of a log without those that are dated more than a day before the newest dated one, or before the container
 * was made: a journal read again, a copied log. A line without a date of its own stays.
 *
 * @param createdAt when the container was made (RFC 3339); empty where that is not known
 */
export function ofLate(lines: readonly string[], createdAt: string): string[] {
  const dates = lines.map(dateOf);
  const made = Date.parse(createdAt);
  const newest = dates.reduce<number>(
    (latest, at) => (at !== null && at > latest ? at : latest),
    Number.isNaN(made) ? 0 : made,
  );
  return lines.filter((_, at) => (dates[at] ?? newest) >= newest - LONG_AGO_MS);
}

function dateOf(line: string): number | null {
  const [, day, time] = DATED.exec(line) ?? [];
  const at = Date.parse(`${day}T${time}Z`);
  return Number.isNaN(at) ? null : at;
}
