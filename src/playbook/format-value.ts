import type { Json } from '../session/evidence.ts';

/** Ways to write a value in a template, after a bar: `{sizeBytes|bytes}`. */
export const FORMATS = ['bytes', 'duration', 'count', 'first', 'all'] as const;
export type Format = (typeof FORMATS)[number];

/** More entries of a list are told by their number. */
const MOST_LISTED = 8;
const MOST_CHARACTERS = 400;

/**
 * A fact's value in a sentence: numbers with three significant digits (whole ones as they are), lists joined by ", ",
 * true and false as yes and no.
 */
export function formatValue(value: Json, format: Format | '' = ''): string {
  if (format === 'bytes' && typeof value === 'number') return formatBytes(value);
  if (format === 'duration' && typeof value === 'number') return formatSeconds(value);
  if (format === 'count') return String(sizeOf(value));
  if (format === 'first') return Array.isArray(value) ? formatValue(value[0] ?? '') : formatValue(value);
  return clip(plain(value, format === 'all' ? 200 : MOST_LISTED), format === 'all' ? 4000 : MOST_CHARACTERS);
}

function plain(value: Json, most: number): string {
  if (value === null) return '?';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (!Array.isArray(value)) {
    const entries = Object.entries(value).map(([name, item]) => `${name} ${plain(item, most)}`);
    return listed(entries, most);
  }
  return value.length === 0
    ? 'none'
    : listed(
        value.map((item) => plain(item, most)),
        most,
      );
}

function listed(items: readonly string[], most: number): string {
  if (items.length <= most) return items.join(', ');
  return `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
}

/** 4.9 for 4.900000001, 1230 for 1234.5678 read as a measurement, whole numbers as they are. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '?';
  if (Number.isInteger(value)) return String(value);
  if (Math.abs(value) >= 100) return String(Math.round(value));
  const rounded = Number(value.toPrecision(3));
  // toString writes very small numbers as 1e-7, which nobody reads at night.
  return Math.abs(rounded) < 1e-6 ? '0' : String(rounded);
}

/** Bytes with a decimal unit: 12.3 MB. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${formatNumber(unit === 0 ? Math.round(value) : value)} ${units[unit] ?? 'B'}`;
}

/** Seconds as a person says them: 12 ms, 4.9 s, 3 min, 5 h, 12 days. */
export function formatSeconds(seconds: number): string {
  const size = Math.abs(seconds);
  if (size < 1) return `${formatNumber(seconds * 1000)} ms`;
  if (size < 120) return `${formatNumber(seconds)} s`;
  if (size < 2 * 3600) return `${Math.round(seconds / 60)} min`;
  if (size < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

function sizeOf(value: Json): number {
  if (Array.isArray(value) || typeof value === 'string') return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 1;
}

function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
