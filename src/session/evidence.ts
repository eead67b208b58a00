/** What was looked at, where from, and what it said: the unit that is journalled, judged and cited. */

export const VIEWS = ['engine', 'image', 'sidecar', 'target', 'clone'] as const;
export type View = (typeof VIEWS)[number];

/** The line of privilege, least first, and beside it the three that are only used when asked for. */
export const TIERS = ['engine', 'image', 'network', 'process', 'ptrace', 'capture', 'clone'] as const;
export type Tier = (typeof TIERS)[number];

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Facts by name. A fact that could not be seen is absent, never null or a made-up value. */
export type Facts = Record<string, Json>;

export interface Evidence {
  kind: 'run' | 'read' | 'exchange' | 'ask' | 'derive';
  /** In a few words: what was looked at. */
  what: string;
  /** The command as run; for the other kinds, empty. */
  argv: string[];
  view: View;
  tier: Tier;
  /** The image whose tools ran, where any did. */
  image?: { ref: string; id: string };
  exitCode: number | null;
  timedOut: boolean;
  /** RFC 3339, milliseconds, UTC. */
  startedAt: string;
  durationMs: number;
  stdout: string;
  stderr: string;
  truncated: boolean;
  /** What was read or exchanged, as values: what extractors work on where there is no tool's text. */
  data?: Json;
  /** A command line that shows the same. */
  byHand: string;
  /** It shows something equivalent rather than the very same. */
  byHandEquivalent?: boolean;
}

/** What an attempt to observe a step gave. */
export type Observation =
  | {
      readonly kind: 'seen';
      readonly evidence: Evidence[];
      /** The tools that ran match the target's libc; null where no libc is involved. */
      readonly libcMatched: boolean | null;
    }
  | {
      /** It could not be looked at from here; the target's health is unknown. */
      readonly kind: 'unseen';
      readonly reason: string;
      readonly toCheckIt: string;
      /** The tier that would show it, when it was privilege that lacked. */
      readonly tier?: Tier;
      readonly evidence: Evidence[];
    }
  /** The target went away or restarted while we looked. */
  | { readonly kind: 'interrupted'; readonly reason: string; readonly toCheckIt: string; readonly evidence: Evidence[] }
  /** Ours failed. */
  | { readonly kind: 'failed'; readonly reason: string; readonly toCheckIt: string; readonly evidence: Evidence[] };
