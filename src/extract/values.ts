import type { Json } from '../session/evidence.ts';

/** Evidence data comes from a journal and may be anything: these read it without believing it. */

export type Row = { [key: string]: Json };

export function isRow(value: Json | undefined): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; anything else is passed over. */
export function rows(value: Json | undefined): Row[] {
  return Array.isArray(value) ? value.filter(isRow) : [];
}

/** A string, or an empty one. */
export function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The strings of a list. */
export function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** A finite number, or null. */
export function number(value: Json | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function unique<T>(list: readonly T[]): T[] {
  return [...new Set(list)];
}
