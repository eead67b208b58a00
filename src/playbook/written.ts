import type { FactType } from '../extract/extractor.ts';
import type { FactTable } from './fact-table.ts';
import type { Problem } from './problem.ts';
import type { RuleFile, StepFile } from './schema.ts';

/** What a playbook is checked against. */
export interface LoadOptions {
  /** The file's name for messages and for "why this advice". */
  readonly file: string;
  /** Extractors by id, with the facts that they declare. */
  readonly extractors: Readonly<Record<string, { readonly facts: FactDeclarations }>>;
  /** Known readers and exchanges; without them, any name will do. */
  readonly sources?: readonly string[];
  readonly exchanges?: readonly string[];
}

export type FactDeclarations = Readonly<Record<string, { readonly type: FactType; readonly about?: string }>>;

export interface Loaded<T> {
  /** Null when there is any problem. */
  readonly value: T | null;
  readonly problems: readonly Problem[];
}

/** A step as written, with its place in the file. */
export interface WrittenStep {
  readonly index: number;
  readonly step: Omit<StepFile, 'judge'> & { readonly judge: readonly unknown[] };
  /** Rules that have the right shape, with their place. */
  readonly rules: readonly { readonly index: number; readonly rule: RuleFile }[];
}

/** What later checks need to know of a file, broken parts included, so that one fault does not show as many. */
export interface Outline {
  readonly phases: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
  /** Every step that has an id, with the facts of its extractor; null when that is not known. */
  readonly facts: ReadonlyMap<string, FactTable | null>;
}
