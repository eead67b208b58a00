import type { Answer } from '../engine/engine.ts';
import type { Dialler } from '../exchange/dialler.ts';
import type { Evidence, Tier, View } from '../session/evidence.ts';

/** A command to run somewhere on the target's behalf. */
export interface ViewCommand {
  readonly what: string;
  readonly view: View;
  readonly tier: Tier;
  readonly argv: readonly string[];
  readonly env: readonly string[];
  /** Programs that must be there; their absence is "unseen", never a result. */
  readonly needs: readonly string[];
  /** The tools' libc must match the target's (design.md, "Matched"); else the answer is "unseen". */
  readonly matched: boolean;
  /** `other`: in a sidecar with the other libc, for a comparison; the default is the target's. */
  readonly libc?: 'other';
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Told what the command prints, as it comes. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', chunk: Buffer) => void;
}

export interface ViewResult {
  readonly evidence: Evidence;
  readonly libcMatched: boolean | null;
  /** Milliseconds that starting a command costs there; already taken off nothing: extractors subtract it. */
  readonly startCostMs: number;
}

/** What would be made, for the consent screen, before any of it is. */
export interface DebugPlan {
  readonly containers: readonly {
    readonly role: string;
    readonly tier: Tier;
    readonly imageRef: string;
    readonly imageId: string;
    readonly chosenBecause: string;
    readonly libcMatched: boolean | null;
    readonly namespaces: readonly string[];
    readonly privileges: string;
    readonly lifeSeconds: number;
  }[];
  /** Views that are not to be had, and how to get them. */
  readonly missing: readonly { readonly view: View; readonly reason: string; readonly toGetIt: string }[];
}

/** A container of ours that was made or removed; goes to the journal. */
export interface DebugNotice {
  readonly kind: 'made' | 'removed';
  readonly containerId: string;
  readonly role: string;
  readonly tier: Tier;
  readonly image: { readonly ref: string; readonly id: string };
  readonly libc: { readonly family: string; readonly version: string | null };
  readonly libcMatched: boolean | null;
  readonly chosenBecause: string;
  readonly privileges: string;
}

/** The matched debug containers of one session. */
export interface DebugViews {
  plan(tiers: readonly Tier[]): Promise<DebugPlan>;
  run(command: ViewCommand): Promise<Answer<ViewResult>>;
  /** A dialler at the network tier; made at first need. */
  dialler(): Promise<Answer<Dialler>>;
  /** Removes everything of this session, also what is still being made. Never throws. */
  close(): Promise<void>;
}
