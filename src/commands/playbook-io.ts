import type { LibraryParts } from '../playbook/library.ts';
import type { CommandIo } from './io.ts';

/** What the commands of `walkdown playbook` may touch. */
export interface PlaybookIo extends Pick<CommandIo, 'stdout' | 'stderr' | 'env'> {
  /** Extractors, readers and exchanges that playbooks are checked against. */
  readonly parts: LibraryParts;
  /** Default: the process's working directory. */
  readonly cwd?: string;
}
