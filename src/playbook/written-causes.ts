import type { Cause } from './causes.ts';
import type { CauseFile } from './causes-schema.ts';
import type { Playbook } from './playbook.ts';

/** What causes are checked against. */
export interface CauseOptions {
  readonly file: string;
  /** Every playbook whose steps may be cited; where a step is in several, the first counts for its facts. */
  readonly playbooks: readonly Playbook[];
  /** Causes of other files, already loaded, that may be referred to. */
  readonly others?: readonly Cause[];
  /** Known symptoms; without them, any id will do. */
  readonly symptoms?: readonly string[];
}

/** A cause as written, with its place. */
export interface WrittenCause {
  readonly index: number;
  readonly cause: CauseFile;
}
