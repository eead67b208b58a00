import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CopyResult } from '../../terminal/clipboard.ts';
import type { StepRef } from '../model/progress.ts';
import { initialState, type Screen, type ScreenName, type ScreenOf, topScreen, type UiState } from '../model/state.ts';
import type { LiveOutput, OpenWalk, Workbench } from '../ports.ts';
import type { Tone } from '../theme.ts';
import { readWalk } from './read-walk.ts';

/** What the screens' actions reach outside of themselves. */
export interface Outside {
  readonly workbench: Workbench;
  /** Milliseconds. */
  readonly now: () => number;
  readonly copy: (text: string) => Promise<CopyResult>;
  /** Ctrl-Z. */
  readonly suspend: () => void;
  /** Ctrl-L. */
  readonly repaint: () => void;
  /** The program ends; `lines` are for the shell's screen. */
  readonly leave: (status: number, lines: readonly string[]) => void;
  /** The symptom given on the command line; empty for none. */
  readonly symptom: string;
}

/** Changes of the walk that come in a burst are shown together, milliseconds. */
const GATHER_MS = 25;

/**
 * The state of the screens and what acts on it. Actions take commands, not keys; effects start here and in the files
 * beside, never in a component.
 */
export class Ui {
  readonly store: StoreApi<UiState>;
  readonly outside: Outside;
  /** The walk that is open. */
  walk: OpenWalk | null = null;
  /** Something is under way that takes the keys' place: a loop of steps, a finish. */
  busy = false;
  /** The step under way was cancelled by the person. */
  isCancelled = false;
  /** The walk screen shows the step that is being taken; false once the person looks at another one. */
  isFollowing = true;
  /** Tiers that the person would not allow; not asked for again by themselves. */
  readonly declined = new Set<string>();
  isDriftSettled = false;
  isConsentSettled = false;
  /** The step that was asked for before consent was: it is taken then, and not the advised one. */
  afterConsent: StepRef | null = null;
  /** The list of targets said once that a walk was not finished. */
  hasOfferedUnfinished = false;
  /** Ends the reading of a target that is being opened. */
  opening: AbortController | null = null;
  /** Walks that were left for another target; leaving waits for them. */
  readonly abandoned: Promise<unknown>[] = [];
  /** The end of the program, once it has begun. */
  finishing: Promise<readonly string[]> | null = null;
  /** The notes as last written. */
  notes = '';
  /** Why the target on the command line could not be opened; ends as the program's status. */
  failure: { readonly status: number; readonly line: string } | null = null;
  /** Enter after Enter, to tell a held key from a decision: see handle-key.ts. */
  readonly enters = { last: Number.NEGATIVE_INFINITY, run: 0, screen: '', since: 0, ended: Number.NEGATIVE_INFINITY };
  lastInterrupt = Number.NEGATIVE_INFINITY;
  #unsubscribe: () => void = () => {};
  #gathering: NodeJS.Timeout | undefined;

  constructor(outside: Outside, state: UiState) {
    this.outside = outside;
    this.store = createStore<UiState>(() => state);
  }

  get state(): UiState {
    return this.store.getState();
  }

  get top(): Screen {
    return topScreen(this.state);
  }

  set(change: Partial<UiState> | ((state: UiState) => UiState)): void {
    if (typeof change === 'function') this.store.setState(change(this.state), true);
    else this.store.setState(change);
  }

  /** The top screen when it is the one named. */
  topIf<N extends ScreenName>(name: N): ScreenOf<N> | null {
    const { top } = this;
    return top.name === name ? (top as ScreenOf<N>) : null;
  }

  say(text: string, tone: Tone = 'accent'): void {
    this.set({ message: { text, tone } });
  }

  /** Shows a walk from now on. */
  show(walk: OpenWalk): void {
    this.forget();
    this.walk = walk;
    this.#unsubscribe = walk.subscribe(() => {
      this.#gathering ??= setTimeout(() => this.refresh(), GATHER_MS);
    });
    this.refresh();
  }

  /** The walk is no longer shown. */
  forget(): void {
    this.#unsubscribe();
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    this.walk = null;
    this.declined.clear();
    this.isDriftSettled = false;
    this.isConsentSettled = false;
    this.afterConsent = null;
    this.notes = '';
    const { look, size, now, stack, targets, message } = this.state;
    this.set({ ...initialState(look, size, targets.header, now), stack, targets, message });
  }

  /** Reads the walk anew; what it says of itself is shown at once. */
  refresh(): void {
    this.set(this.#walkNow(this.state.running));
  }

  /** A step is being taken from now on; with `isShown` it is what the walk screen shows. One change. */
  begin(ref: StepRef, isShown: boolean): void {
    const now = this.outside.now();
    const running = { step: ref.step, subject: ref.subject, since: now };
    this.set({
      running,
      live: this.#liveNow(running),
      now,
      ...this.#walkNow(running),
      ...(isShown ? this.#shown(ref) : {}),
    });
  }

  /** The clock moves on, and with it what the running command says. */
  tick(): void {
    this.set({ now: this.outside.now(), live: this.#liveNow(this.state.running) });
  }

  #liveNow(running: StepRef | null): LiveOutput | null {
    return running === null ? null : (this.walk?.live?.(running.step, running.subject) ?? null);
  }

  /** The step has been taken. One change. */
  end(): void {
    this.set({ running: null, live: null, ...this.#walkNow(null) });
  }

  #walkNow(running: StepRef | null): Partial<UiState> {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    return this.walk === null ? {} : { walk: readWalk(this.walk, this.state.walk, running) };
  }

  #shown(ref: StepRef | null): Partial<UiState> {
    const selected = ref === null ? null : { step: ref.step, subject: ref.subject };
    const preview = selected === null ? null : (this.walk?.preview?.(selected.step, selected.subject) ?? null);
    return { selected, preview, detailTop: 0 };
  }

  /** The title of a step with its subject, for a sentence. */
  titleOf(ref: StepRef): string {
    const title = this.walk?.playbook.steps.find((step) => step.id === ref.step)?.title ?? ref.step;
    return ref.subject === '' ? title : `${title} ${ref.subject}`;
  }

  /** Shows a step on the walk screen, from its beginning. */
  select(ref: StepRef | null): void {
    this.set(this.#shown(ref));
  }
}
