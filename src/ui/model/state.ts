import type { BoardEntry } from '../../diagnose/board.ts';
import type { Diagnosis } from '../../diagnose/diagnose.ts';
import type { Playbook } from '../../playbook/playbook.ts';
import type { StepKey } from '../../session/events.ts';
import type { Tier } from '../../session/evidence.ts';
import type { WalkState } from '../../session/state.ts';
import type { TerminalSize } from '../../terminal/size.ts';
import type { Look } from '../look.ts';
import type { ConsentPlan, EngineHeader, LiveOutput, Planned, SymptomChoice } from '../ports.ts';
import type { Tone } from '../theme.ts';
import type { Pager } from './pager.ts';
import type { Progress, StepRef } from './progress.ts';
import { initialTargets, type Targets } from './targets.ts';
import type { TextField } from './text-field.ts';

/** A walk as the screens show it: read from the walk in one go, so that they never see half of a change. */
export interface WalkView {
  readonly playbook: Playbook;
  readonly recorded: boolean;
  readonly state: WalkState;
  readonly diagnosis: Diagnosis;
  readonly remaining: readonly Planned[];
  readonly underWay: readonly StepKey[];
  readonly progress: Progress;
  /** What could not be written or reached; null while all is well. */
  readonly trouble: string | null;
}

/** What is being waited for. */
export interface Running extends StepRef {
  /** Milliseconds of the clock that `UiState.now` shows. */
  readonly since: number;
}

/** Why a question stands in the way: leaving while a step runs, the wrong image, a tier beyond the first consent. */
export type Question =
  | { readonly kind: 'leave' }
  | { readonly kind: 'drift'; readonly text: string }
  | { readonly kind: 'more'; readonly tier: Tier; readonly ref: StepRef; readonly text: string };

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** What it means, in a few words; empty for nothing. */
  readonly about: string;
}

/** The screens; what lies on top has the keys, what lies under it stays as it was. */
export type Screen =
  | { readonly name: 'targets' }
  | { readonly name: 'opening'; readonly label: string; readonly progress: readonly string[]; readonly since: number }
  | {
      readonly name: 'symptom';
      readonly choices: readonly SymptomChoice[];
      /** The text of an error being typed or pasted; null when none is. */
      readonly typing: TextField | null;
      readonly pasted: string;
    }
  | {
      readonly name: 'consent';
      /** Null while the debug containers are being chosen. */
      readonly plan: ConsentPlan | null;
      /** Indices of the endpoints that may be talked to. */
      readonly ticked: ReadonlySet<number>;
      readonly index: number;
      readonly top: number;
      readonly since: number;
    }
  | { readonly name: 'walk' }
  | { readonly name: 'causes'; readonly board: readonly BoardEntry[]; readonly index: number; readonly top: number }
  | { readonly name: 'why'; readonly ref: StepRef; readonly top: number }
  | { readonly name: 'background'; readonly ref: StepRef; readonly top: number }
  | { readonly name: 'pager'; readonly pager: Pager }
  | { readonly name: 'help'; readonly of: ScreenName; readonly ref: StepRef | null; readonly top: number }
  | {
      readonly name: 'steps';
      readonly filter: string;
      /** The step that the cursor is on: where more become known above it, the cursor goes with it. Null: the place. */
      readonly ref: StepRef | null;
      readonly index: number;
      readonly top: number;
    }
  | { readonly name: 'note'; readonly field: TextField }
  | {
      readonly name: 'edit';
      readonly fields: readonly TextField[];
      /** The first field is the binary. */
      readonly hasBinary: boolean;
      readonly index: number;
      readonly error: string;
    }
  | { readonly name: 'skip'; readonly ref: StepRef; readonly field: TextField }
  | {
      readonly name: 'ask';
      readonly ref: StepRef;
      readonly question: string;
      readonly choices: readonly Choice[];
      readonly free: boolean;
      readonly typing: TextField | null;
    }
  | {
      readonly name: 'export';
      readonly busy: boolean;
      /** Where it was written, or why it was not; empty before. */
      readonly result: string;
      readonly text: string;
    }
  | { readonly name: 'question'; readonly question: Question; readonly choices: readonly Choice[] }
  | { readonly name: 'update'; readonly text: string; readonly copied: string; readonly top: number }
  | { readonly name: 'end'; readonly top: number }
  | { readonly name: 'leaving'; readonly since: number };

export type ScreenName = Screen['name'];
export type ScreenOf<N extends ScreenName> = Extract<Screen, { name: N }>;

export interface UiState {
  readonly look: Look;
  readonly size: TerminalSize;
  /** Milliseconds; moves on only while something is being waited for. */
  readonly now: number;
  /** From the bottom to the top; never empty. */
  readonly stack: readonly Screen[];
  readonly targets: Targets;
  readonly walk: WalkView | null;
  readonly running: Running | null;
  /** What the step that is taken has printed so far; null for nothing, and while none is. */
  readonly live: LiveOutput | null;
  /** What the shown step will do, while it has not been judged: from the walk, where it can say. */
  readonly preview: { readonly command: string; readonly timeoutMs: number } | null;
  /** Walks on by itself until something is found. */
  readonly auto: boolean;
  /** The step that the walk screen shows. */
  readonly selected: StepRef | null;
  /** Rows of its detail that are scrolled away. */
  readonly detailTop: number;
  /** First visible row of the list of steps. */
  readonly listTop: number;
  /** Where the notes are, once they have been written. */
  readonly notesPath: string;
  /** The update for the incident channel, kept to be printed on leaving; empty when none was made. */
  readonly update: string;
  /** What was done just now, until the next key. */
  readonly message: { readonly text: string; readonly tone: Tone } | null;
  /** What the failing steps said before they were run again; null when they were not. */
  readonly rerun: { readonly before: string; readonly after: string } | null;
  /** The person stopped the walk before its end (the wrong image): Enter on the last screen leaves. */
  readonly stopped: boolean;
}

export function initialState(look: Look, size: TerminalSize, header: EngineHeader, now: number): UiState {
  return {
    look,
    size,
    now,
    stack: [{ name: 'targets' }],
    targets: initialTargets(header),
    walk: null,
    running: null,
    live: null,
    preview: null,
    auto: false,
    selected: null,
    detailTop: 0,
    listTop: 0,
    notesPath: '',
    update: '',
    message: null,
    rerun: null,
    stopped: false,
  };
}

export function topScreen(state: UiState): Screen {
  return state.stack.at(-1) ?? { name: 'targets' };
}

export function pushed(state: UiState, screen: Screen): UiState {
  return { ...state, stack: [...state.stack, screen] };
}

/** The screen on top goes; the last one stays. */
export function popped(state: UiState): UiState {
  return state.stack.length > 1 ? { ...state, stack: state.stack.slice(0, -1) } : state;
}

/** Another screen on top, in the place of the one that is there. */
export function replaced(state: UiState, screen: Screen): UiState {
  return { ...state, stack: [...state.stack.slice(0, -1), screen] };
}

/** Changes the top screen when it is the one named; else nothing. */
export function changed<N extends ScreenName>(
  state: UiState,
  name: N,
  change: (screen: ScreenOf<N>) => Screen,
): UiState {
  const top = topScreen(state);
  return top.name === name ? replaced(state, change(top as ScreenOf<N>)) : state;
}
