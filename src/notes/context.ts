import type { WalkState } from '../session/state.ts';
import type { Report, ReportStep } from './report.ts';

/** What the sections of the notes are made from. */
export interface NotesInput {
  readonly report: Report;
  readonly state: WalkState;
  /** What happened after this is told first, for the relief; RFC 3339, null: nothing apart. */
  readonly since: string | null;
  readonly detail: Detail;
}

/** How much the notes hold; less of it where a format has a limit. */
export interface Detail {
  /** Lines of one step's output; 0: none. */
  readonly outputLines: number;
  /** Items of one list. */
  readonly items: number;
  /** Rows of the timeline. */
  readonly rows: number;
}

/** From all that is useful down to what fits anywhere. */
export const DETAILS: readonly Detail[] = [
  { outputLines: 60, items: 400, rows: 2000 },
  { outputLines: 24, items: 200, rows: 400 },
  { outputLines: 10, items: 80, rows: 120 },
  { outputLines: 0, items: 40, rows: 60 },
  { outputLines: 0, items: 12, rows: 16 },
];

/** The latest attempt of each step and subject, in the order they were first taken. */
export function latestSteps(report: Report): ReportStep[] {
  const byKey = new Map<string, ReportStep>();
  for (const step of report.steps) {
    const key = `${step.id}\u0000${step.subject}`;
    const known = byKey.get(key);
    if (known === undefined || step.attempt >= known.attempt) byKey.set(key, step);
  }
  return [...byKey.values()];
}

/** Findings: what is not in order, tonight's before what is merely true. */
export function findings(report: Report): ReportStep[] {
  const odd = latestSteps(report).filter((one) => one.outcome === 'fault' || one.outcome === 'suspect');
  const rank = (step: ReportStep): number =>
    (step.kind === 'hygiene' ? 2 : 0) + (step.outcome === 'fault' ? 0 : 1) + (step.libcMatched === false ? 0.5 : 0);
  return odd.toSorted((a, b) => rank(a) - rank(b));
}

/** The first `most` of a list, and how many were left. */
export function first<T>(list: readonly T[], most: number): { readonly kept: readonly T[]; readonly left: number } {
  return list.length <= most ? { kept: list, left: 0 } : { kept: list.slice(0, most), left: list.length - most };
}

/** sha256:0123… → 0123456789ab; other names as they are. */
export function shortId(id: string): string {
  const hex = id.replace(/^sha256:/, '');
  return /^[0-9a-f]{12,}$/.test(hex) ? hex.slice(0, 12) : id;
}

type NotChecked = Report['notChecked'][number];

/** Steps that were left out for one and the same reason, and need nothing but to be taken, are told in one go. */
export function grouped(list: readonly NotChecked[]): {
  readonly alone: readonly NotChecked[];
  readonly together: readonly { readonly reason: string; readonly steps: readonly string[] }[];
} {
  const plain = (one: NotChecked): boolean => one.toCheckIt === `take the step ${one.step}` && one.tier === undefined;
  const byReason = new Map<string, NotChecked[]>();
  for (const one of list.filter(plain)) byReason.set(one.reason, [...(byReason.get(one.reason) ?? []), one]);
  const many = [...byReason.entries()].filter(([, ones]) => ones.length > 2);
  const inGroup = new Set(many.flatMap(([, ones]) => ones));
  return {
    alone: list.filter((one) => !inGroup.has(one)),
    together: many.map(([reason, ones]) => ({
      reason,
      steps: ones.map(({ step, subject }) => (subject === '' ? step : `${step} ${subject}`)),
    })),
  };
}
