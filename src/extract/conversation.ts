import type { Evidence } from '../session/evidence.ts';
import { isRow, type Row } from './values.ts';

/** The values of a conversation of this kind; null when there was none, or when ours failed before it began. */
export function conversation(evidence: readonly Evidence[], kind: string): Row | null {
  for (const one of evidence) {
    if (one.kind !== 'exchange' || !isRow(one.data) || one.data.conversation !== kind) continue;
    return typeof one.data.toolTrouble === 'string' ? null : one.data;
  }
  return null;
}

/** The middle value; the mean of the two middle ones of an even number. Null of none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

/** A fact that is only there when it was seen. */
export function shown<T>(name: string, value: T | null | undefined): { [key: string]: T } {
  return value === null || value === undefined ? {} : { [name]: value };
}

/** Rounded to a tenth, as all measured milliseconds are. */
export function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
