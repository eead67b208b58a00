import type { Tier } from '../../session/evidence.ts';

/** A duration as a person says it: 43 ms, 4.9 s, 3 min. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return '';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

const MOMENT = /\b(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC\b/g;

/** The times in a sentence, which are kept as they are, with how long ago that is now. */
export function withAges(text: string, now: number): string {
  return text.replace(MOMENT, (moment, day, time) => {
    const span = now - Date.parse(`${day}T${time}Z`);
    if (!Number.isFinite(span)) return moment;
    const words = Math.abs(span) < 60_000 ? 'now' : span > 0 ? `${longSpan(span)} ago` : `in ${longSpan(-span)}`;
    return `${moment} (${words})`;
  });
}

function longSpan(ms: number): string {
  if (ms < 120 * 60_000) return `${Math.floor(ms / 60_000)} min`;
  return ms < 48 * 3_600_000 ? `${Math.floor(ms / 3_600_000)} h` : `${Math.floor(ms / 86_400_000)} days`;
}

/** An amount of bytes as a person says it: 812 bytes, 3.4 KB, 200 MB. */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return count(bytes, 'byte');
  const [size, unit] = bytes < 1e6 ? [bytes / 1e3, 'KB'] : bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB'];
  return `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}

/** Whole seconds that something has been waited for. */
export function seconds(ms: number): string {
  return `${Math.max(0, Math.floor(ms / 1000))} s`;
}

/** One of one, several of several. */
export function count(number: number, one: string, several = `${one}s`): string {
  return `${number} ${number === 1 ? one : several}`;
}

/** The first twelve digits of an id, as docker shows them, or fewer. */
export function shortId(id: string, digits = 12): string {
  return id.replace(/^sha256:/, '').slice(0, digits);
}

/** The time on the wall, HH:MM, of a moment in milliseconds. */
export function clock(ms: number): string {
  const date = new Date(ms);
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
}

export function tierWords(tier: Tier): string {
  return tier === 'engine' ? 'engine' : `${tier} tier`;
}
