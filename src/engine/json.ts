/** Reading values out of an engine's JSON, which may be anything: each reader gives the type or the fallback. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asText(value: unknown, fallback = ''): string {
  return typeof value === 'string' ? value : fallback;
}

export function asNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function asFlag(value: unknown): boolean {
  return value === true;
}

/** A list of strings; a bare string is a list of one (older engines write commands so). */
export function asTexts(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  return asArray(value).filter((item): item is string => typeof item === 'string');
}

/** String values by name; everything else is left out. The result has no prototype, so no name is special. */
export function asTextMap(value: unknown): Record<string, string> {
  const map: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, text] of Object.entries(asObject(value))) if (typeof text === 'string') map[name] = text;
  return map;
}

/** RFC 3339, or null for Go's zero time and for what is no time. */
export function asTime(value: unknown): string | null {
  const text = asText(value);
  return text === '' || text.startsWith('0001-01-01') || Number.isNaN(Date.parse(text)) ? null : text;
}

/** RFC 3339 from seconds since the epoch; empty when it is no number. */
export function fromEpochSeconds(value: unknown): string {
  const seconds = asNumber(value);
  if (seconds === null || Math.abs(seconds) > 8.64e12) return '';
  return new Date(seconds * 1000).toISOString();
}

/** The value of a JSON text, or undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
