import type { BoardEntry } from '../diagnose/board.ts';
import type { Diagnosis } from '../diagnose/diagnose.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { StepKey } from '../session/events.ts';
import type { Tier } from '../session/evidence.ts';
import type { WalkState } from '../session/state.ts';
import type { Endpoint } from '../target/target.ts';

/**
 * What the screens need of the rest of walkdown, and all they know of it. The TUI's wiring (src/commands/tui.ts) gives
 * the real thing, tests a small one.
 */

export interface TargetRow {
  /** What `open` takes: a container's id, image:REF, session:ID, incident:ID. */
  readonly key: string;
  readonly kind: 'container' | 'image' | 'session' | 'incident';
  readonly name: string;
  readonly image: string;
  /** ok, troubled (restarting, unhealthy, exited with a failure, OOM-killed, dead) or idle. */
  readonly health: 'ok' | 'troubled' | 'idle';
  /** In words: "restarting, last exit 127 (not found)", "up 3 hours". */
  readonly status: string;
  /** "3 min", "2 d". */
  readonly age: string;
  /** "musl 1.2.5"; empty while it is not known. */
  readonly libc: string;
  /** Compose project or Swarm service, with how it stands, alike in all its rows; empty for none. */
  readonly group: string;
  /** The machine that it is on, where there are several; left out or empty otherwise. */
  readonly node?: string;
}

export interface EngineHeader {
  /** "docker 20.10.24" */
  readonly engine: string;
  /** Context name or host. */
  readonly where: string;
  /** Why there is no engine and what to do, one sentence each; null when there is one. */
  readonly trouble: string | null;
}

export interface SymptomChoice {
  readonly id: string;
  readonly words: string;
  /** The log line or state that suggests it; null for those that nothing suggests. */
  readonly because: string | null;
}

export interface ConsentPlan {
  readonly containers: readonly {
    readonly role: string;
    readonly tier: Tier;
    readonly image: string;
    readonly chosenBecause: string;
    readonly libcMatched: boolean | null;
    readonly namespaces: string;
    readonly privileges: string;
    readonly lifeSeconds: number;
  }[];
  readonly missing: readonly { readonly view: string; readonly reason: string; readonly toGetIt: string }[];
  /** Whom it will talk to; those known from the log only come unticked. */
  readonly endpoints: readonly (Endpoint & { readonly ticked: boolean })[];
  readonly tiers: readonly Tier[];
}

export interface Planned {
  readonly step: string;
  readonly subject: string;
  readonly reason: string;
}

export type NotesFormat = 'md' | 'slack' | 'jira' | 'html' | 'json' | 'junit' | 'sarif';

export interface LiveOutput {
  readonly lines: readonly string[];
  /** All that came, of which `lines` are the end. */
  readonly bytes: number;
}

/** A walk that is open: what the walk screen shows and does. Actions never throw; trouble is in `trouble()`. */
export interface OpenWalk {
  readonly playbook: Playbook;
  /** From a recording: shown as such on every screen. */
  readonly recorded: boolean;
  state(): WalkState;
  subscribe(listener: () => void): () => void;
  diagnosis(): Diagnosis;
  board(): readonly BoardEntry[];
  symptoms(): readonly SymptomChoice[];
  chooseSymptom(id: string, because: string): void;
  /** The symptoms that a text suggests (a pasted error), each with the line that does; without it, texts are only kept. */
  symptomsIn?(text: string): Promise<readonly SymptomChoice[]>;
  /** Steps still to take, the advised one first; empty when the walk is done. */
  remaining(): readonly Planned[];
  underWay(): readonly StepKey[];
  /** Null: nothing needs to be asked (a recording, or consent was given before). */
  consentPlan(): Promise<ConsentPlan | null>;
  consent(plan: ConsentPlan, ticked: readonly Endpoint[]): void;
  refuse(plan: ConsentPlan): void;
  /** A tier beyond the first consent that would show this step; null when none would. */
  moreFor(step: string, subject: string): Tier | null;
  allow(tier: Tier, what: string): void;
  take(step: string, subject: string, again?: boolean): Promise<void>;
  /** What taking a step will do: the command as it will be run, or what will be read; and its time limit. */
  preview?(step: string, subject: string, also?: Tier): { readonly command: string; readonly timeoutMs: number } | null;
  /** What the command of a step that is running has printed so far: its last lines, masked; null: nothing yet. */
  live?(step: string, subject: string): LiveOutput | null;
  fetchAhead(): void;
  cancel(key?: StepKey): void;
  skip(step: string, subject: string, reason: string): void;
  decide(advised: string, chosen: string, reason: string): void;
  note(text: string): void;
  /** Answers an `ask` step; null: not answered. */
  answer(choice: string | null): void;
  /** Parameters that can be edited before a step is taken again: endpoints, binary. */
  setEndpoints(endpoints: readonly Endpoint[]): void;
  /** Another program to look at; without it the binary cannot be edited. */
  setBinary?(path: string): void;
  /** After the failing steps were run again: they pass now. Both are sentences. */
  verified?(steps: readonly string[], before: string, after: string): void;
  /** The five-line update for the incident channel. */
  update(): string;
  exportNotes(format: NotesFormat): Promise<{ readonly path: string; readonly text: string }>;
  /** What could not be written or reached, in a sentence; null while all is well. */
  trouble(): string | null;
  /** Removes what is ours, checks the target, writes the notes. Resolves with what the main screen keeps: where the notes are. */
  finish(reason: 'complete' | 'left' | 'interrupted'): Promise<string>;
}

/** What the target screen chooses from, and opens. */
export interface Workbench {
  header(): EngineHeader;
  /** Called again to refresh; cheap enough for every two seconds. */
  list(kind: TargetRow['kind']): Promise<readonly TargetRow[]>;
  /** A walk of today that was not finished, in a sentence that says how to take it up; null for none. */
  unfinished?(): Promise<string | null>;
  /** Reads all that the engine alone can tell. `progress` is told what is being read. Rejects with one line that says what to do. */
  open(
    key: string,
    options: { readonly signal: AbortSignal; readonly progress: (text: string) => void },
  ): Promise<OpenWalk>;
}
