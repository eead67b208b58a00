import { InkStdin } from './ink-stdin.ts';
import { escapeTimeout, type StartTimer } from './input-timer.ts';
import { encodeKeyForInk, type Key } from './key.ts';
import { KeyDecoder } from './keys.ts';

/** The part of `process.stdin` (a `tty.ReadStream`) that is used. */
export interface TtyInput {
  readonly isTTY?: boolean;
  setRawMode(enabled: boolean): unknown;
  on(event: string, listener: (chunk: Buffer | string) => void): unknown;
  removeListener(event: string, listener: (chunk: Buffer | string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
  ref?(): unknown;
  unref?(): unknown;
}

export interface KeyFeedOptions {
  readonly stdin: TtyInput;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The terminal is gone (end of input, or an error): whoever owns the program should leave. */
  readonly onClosed?: () => void;
  readonly startTimer?: StartTimer;
  /** Runs a function in a later turn of the event loop; `setImmediate` unless a test says otherwise. */
  readonly nextTurn?: (run: () => void) => void;
}

/**
 * Takes one key. `taken`: the state has it completely (a store's action, not React's `setState`), the next key may
 * follow at once. `wait`: the next key waits until what this one changed has been rendered. After `forward` it does so
 * in any case.
 */
export type KeyHandler = (key: Key) => 'taken' | 'wait';

/** React's scheduler works in `setImmediate` turns: after three, what a key changed has been rendered and its effects have run. */
const TURNS_TO_RENDER = 3;
/** Ink holds a lone ESC back for one turn of its own. */
const TURNS_AFTER_ESCAPE = 5;
/** Someone leaning on the keyboard, or a file sent to it: more is not typing, and would be seconds of work. */
const MAX_WAITING_KEYS = 256;

/**
 * Reads the real standard input in raw mode, decodes it and gives one key at a time to one handler: a key is only
 * handed on when what the one before changed is there, so that `j` and Enter in one chunk mean the item that `j` went
 * to. Ink never reads the real stream; it is given {@link KeyFeed.inkStdin}, which says only what
 * the handler forwards to it.
 */
export class KeyFeed {
  /** Give this to Ink's `render` as `stdin`. */
  readonly inkStdin = new InkStdin();
  readonly #options: KeyFeedOptions;
  readonly #decoder: KeyDecoder;
  readonly #nextTurn: (run: () => void) => void;
  #handler: KeyHandler = () => 'taken';
  #waiting: Key[] = [];
  #busy = false;
  #toInk = '';
  #reading = false;
  #discarding = false;

  constructor(options: KeyFeedOptions) {
    this.#options = options;
    this.#nextTurn = options.nextTurn ?? setImmediate;
    this.#decoder = new KeyDecoder({
      onKey: (key) => this.#queue(key),
      escapeTimeoutMs: escapeTimeout(options.env ?? {}),
      startTimer: options.startTimer,
    });
  }

  /** Sets the one handler. It must be stable in meaning: it reads the state of the moment, not one from a render. */
  setHandler(handler: KeyHandler): void {
    this.#handler = handler;
  }

  /** Gives a key to Ink's own `useInput`, for widgets such as ink-select-input. To be called from the handler, at once. */
  forward(key: Key): void {
    this.#toInk += encodeKeyForInk(key);
  }

  /**
   * Starts reading, in raw mode. Also puts raw mode back after a stop that we did not see coming (`kill -STOP`, then
   * `fg`): Node believes that it is still raw and would do nothing, hence off and on.
   *
   * @throws Error when the stream is no terminal.
   */
  start(): void {
    const { stdin } = this.#options;
    if (stdin.isTTY !== true) throw new Error('standard input is not a terminal');
    if (this.#reading) stdin.setRawMode(false);
    stdin.setRawMode(true);
    if (this.#reading) return;
    this.#reading = true;
    this.#decoder.reset();
    stdin.on('data', this.#onData);
    stdin.on('end', this.#onClosed);
    stdin.removeListener('error', this.#onClosed);
    stdin.on('error', this.#onClosed);
    stdin.ref?.();
    stdin.resume();
  }

  /** Stops reading and leaves raw mode; keys not yet handled are forgotten. Safe to call at any time, and twice. */
  stop(): void {
    if (!this.#reading) return;
    const { stdin } = this.#options;
    this.#reading = false;
    this.#waiting = [];
    this.#decoder.reset();
    stdin.removeListener('data', this.#onData);
    stdin.removeListener('end', this.#onClosed);
    stdin.pause();
    // The error listener stays: a terminal that is gone may still report it, and that must not end the clean-up.
    try {
      stdin.setRawMode(false);
    } catch {
      // EIO: the terminal is gone, and its modes with it.
    }
    stdin.unref?.();
  }

  /**
   * Reads and throws away what comes within `milliseconds` (late answers of the terminal, keys pressed in impatience),
   * so that it does not land in the shell's prompt; then stops.
   */
  async drain(milliseconds = 30): Promise<void> {
    if (!this.#reading) return;
    this.#discarding = true;
    await new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
    this.stop();
    this.#discarding = false;
  }

  readonly #onData = (chunk: Buffer | string): void => {
    if (!this.#discarding) this.#decoder.feed(chunk);
  };

  readonly #onClosed = (): void => {
    if (!this.#reading) return;
    this.stop();
    this.#options.onClosed?.();
  };

  #queue(key: Key): void {
    if (!this.#reading) return;
    // As in a terminal's own line discipline: Ctrl-C makes what was typed before it and not read yet void.
    if (isInterrupt(key)) this.#waiting = [];
    if (this.#waiting.length >= MAX_WAITING_KEYS) return;
    this.#waiting.push(key);
    this.#pump();
  }

  #pump(): void {
    while (!this.#busy) {
      const key = this.#waiting.shift();
      if (key === undefined) return;
      this.#busy = true;
      let taken = false;
      try {
        taken = this.#handler(key) === 'taken';
      } finally {
        const bytes = this.#toInk;
        this.#toInk = '';
        if (bytes !== '') this.#tellInk(bytes);
        else if (taken) this.#busy = false;
        else this.#afterTurns(TURNS_TO_RENDER, this.#goOn);
      }
    }
  }

  /** What the keys before this one opened must be there to hear it, and what it changes must be there for the next. */
  #tellInk(bytes: string): void {
    this.#afterTurns(TURNS_TO_RENDER, () => {
      this.inkStdin.write(bytes);
      this.#afterTurns(bytes === '\u001B' ? TURNS_AFTER_ESCAPE : TURNS_TO_RENDER, this.#goOn);
    });
  }

  readonly #goOn = (): void => {
    this.#busy = false;
    this.#pump();
  };

  #afterTurns(turns: number, run: () => void): void {
    this.#nextTurn(() => (turns > 1 ? this.#afterTurns(turns - 1, run) : run()));
  }
}

function isInterrupt(key: Key): boolean {
  return key.name === 'char' && key.ctrl && key.char === 'c';
}
