import type { Json } from './evidence.ts';

/** Whether a value that came from a file has the shape that the code relies on; says where it has not. */
export type Shape = (value: unknown, at: string) => string | null;

/** Deeper values are nobody's facts, and would exhaust the stack of whatever walks them. */
const DEEPEST = 40;

export const text: Shape = (value, at) => (typeof value === 'string' ? null : `${at} is no text`);
export const number: Shape = (value, at) => (typeof value === 'number' ? null : `${at} is no number`);
export const flag: Shape = (value, at) => (typeof value === 'boolean' ? null : `${at} is neither true nor false`);
export const anything: Shape = () => null;

/** A time, or at least a text that JavaScript reads as one. */
export const time: Shape = (value, at) =>
  typeof value === 'string' && value.length <= 40 && Number.isFinite(Date.parse(value)) ? null : `${at} is no time`;

export function oneOf(...allowed: readonly string[]): Shape {
  return (value, at) =>
    typeof value === 'string' && allowed.includes(value) ? null : `${at} is none of ${allowed.join(', ')}`;
}

export function orNull(shape: Shape): Shape {
  return (value, at) => (value === null ? null : shape(value, at));
}

export function optional(shape: Shape): Shape {
  return (value, at) => (value === undefined ? null : shape(value, at));
}

export function listOf(shape: Shape): Shape {
  return (value, at) => {
    if (!Array.isArray(value)) return `${at} is no list`;
    for (const [index, one] of value.entries()) {
      const wrong = shape(one, `${at}[${index}]`);
      if (wrong !== null) return wrong;
    }
    return null;
  };
}

/** Keys that are not named are let through: a newer version may have added them. */
export function object(keys: Readonly<Record<string, Shape>>): Shape {
  const entries = Object.entries(keys);
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${at} is no object`;
    for (const [key, shape] of entries) {
      const own = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
      const wrong = shape(own, at === '' ? key : `${at}.${key}`);
      if (wrong !== null) return wrong;
    }
    return null;
  };
}

/** Any JSON that is not too deep. */
export const json: Shape = (value, at) => (isShallow(value as Json) ? null : `${at} is nested too deeply`);

export const facts: Shape = (value, at) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? json(value, at) : `${at} are no facts`;

/** Level by level, so that no value exhausts the stack. */
export function isShallow(value: Json): boolean {
  let level: Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return false;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return true;
}
