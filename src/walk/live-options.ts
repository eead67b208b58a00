import type { DebugConfig } from '../debug/config.ts';
import type { Step } from '../playbook/playbook.ts';
import type { SessionEvent } from '../session/events.ts';
import type { Rulebook } from './rulebook.ts';

/** What a walk of a live target is told: by the command line, the configuration, and whoever opens it. */
export interface LiveOptions {
  /** A container's name, id or prefix, or image:REF. */
  readonly target: string;
  readonly context: string | null;
  readonly host: string | null;
  readonly symptom: string;
  readonly endpoints: readonly string[];
  readonly binary: string | null;
  readonly expectImage: string | null;
  readonly referenceCaPem: string | null;
  readonly debug: DebugConfig;
  /** Engines of other machines, by the configuration. */
  readonly engines: Readonly<Record<string, string>>;
  readonly timeoutMs: number | null;
  readonly incident: string | null;
  readonly rulebook: Rulebook;
  /** The command line, for the journal. */
  readonly argv: readonly string[];
  readonly onProgress?: (what: string) => void;
  /** A person's answer to an `ask` step; null where nobody can be asked. */
  readonly ask: ((step: Step, signal?: AbortSignal) => Promise<string | null>) | null;
  readonly signal?: AbortSignal;
  /** Nothing of ours is made before a person allowed it: the screens. */
  readonly consentFirst: boolean;
  /** A stored session to go on with: its events so far. */
  readonly resume?: { readonly id: string; readonly events: readonly SessionEvent[] } | null;
}
