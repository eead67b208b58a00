import { refreshTerminalSize } from './size.ts';

/** The part of `process.stdout` that is used. On a terminal Node writes synchronously, also while exiting. */
export interface ScreenOutput {
  write(text: string): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Something that has the terminal while the screen is up: the key feed, the painter. Both calls are idempotent. */
export interface ScreenPart {
  start(): void;
  stop(): void;
}

/** The part of `process` that is used for Ctrl-Z and `fg`. */
export interface JobControl {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  removeListener(signal: NodeJS.Signals, listener: () => void): unknown;
  kill(pid: number, signal: NodeJS.Signals): unknown;
  readonly pid: number;
}

export interface ScreenOptions {
  readonly output: ScreenOutput;
  readonly input: ScreenPart;
  readonly painter: ScreenPart;
  /** False where the terminal has no screen to address (`TERM=dumb`, screen reader): then nothing is written but text. */
  readonly fullScreen: boolean;
  /** The terminal is gone: it no longer takes what is written. */
  readonly onClosed?: () => void;
  readonly process?: JobControl;
}

/**
 * 1049 alternate screen (saves the cursor) · clear · cursor hidden · 7 no wrapping at the edge, so that a character
 * wider than believed cannot push the frame into the next row · 2004 bracketed paste.
 */
const ENTER = '\u001B[?1049h\u001B[0m\u001B[2J\u001B[H\u001B[?25l\u001B[?7l\u001B[?2004h';
/** The other way round; 2026 first: we may have been stopped in the middle of a frame. */
const LEAVE = '\u001B[?2026l\u001B[0m\u001B[?2004l\u001B[?7h\u001B[?25h\u001B[?1049l';
/** How long a stop may take to come; when none has, nobody can stop us (no shell with job control) and we go on. */
const STOP_GRACE_MS = 100;

type State = 'away' | 'up' | 'stopped' | 'lent' | 'left';

/**
 * Owns the terminal's modes: takes the alternate screen, gives it back whatever happens, hands it over for Ctrl-Z or
 * to another program in between. Every call is safe in every state.
 */
export class Screen {
  readonly #options: ScreenOptions;
  readonly #process: JobControl;
  #state: State = 'away';
  #graceTimer: NodeJS.Timeout | undefined;

  constructor(options: ScreenOptions) {
    this.#options = options;
    this.#process = options.process ?? process;
  }

  /** Whether the screen is ours now. */
  get isUp(): boolean {
    return this.#state === 'up';
  }

  /** Takes the terminal: raw mode, alternate screen, cursor hidden, bracketed paste. */
  enter(): void {
    if (this.#state !== 'away') return;
    // A terminal that is gone reports it by an error event, which without a listener is a crash in the clean-up.
    this.#options.output.on('error', () => this.#options.onClosed?.());
    this.#process.on('SIGTSTP', this.#onStop);
    this.#process.on('SIGCONT', this.#onContinue);
    this.#take();
  }

  /**
   * Gives the terminal back for good and prints `lines` below what the shell had shown. The second call, and the one
   * from the `exit` handler, do nothing. Never throws.
   */
  leave(lines: readonly string[] = []): void {
    if (this.#state === 'left') return;
    const wasEntered = this.#state !== 'away';
    if (this.#state === 'up') this.#giveBack();
    this.#state = 'left';
    clearTimeout(this.#graceTimer);
    if (wasEntered) {
      this.#process.removeListener('SIGTSTP', this.#onStop);
      this.#process.removeListener('SIGCONT', this.#onContinue);
    }
    if (lines.length > 0) this.#write(`${lines.join('\n')}\n`);
  }

  /** Ctrl-Z: the terminal is put back, the whole job stops, and on `fg` everything is drawn again. */
  suspend(): void {
    if (this.#state === 'up') this.#stop(0);
  }

  /** Lends the terminal, in its usual modes, to another program (an editor, a shell), and takes it back afterwards. */
  async lend<T>(use: () => Promise<T>): Promise<T> {
    if (this.#state !== 'up') return use();
    this.#giveBack();
    this.#state = 'lent';
    try {
      return await use();
    } finally {
      if (this.#isLent()) this.#take();
    }
  }

  /** Asked after an await: `leave` may have been called in the meantime, by a signal. */
  #isLent(): boolean {
    return this.#state === 'lent';
  }

  #take(): void {
    this.#state = 'up';
    // Raw mode first: in the background it stops us right here, before we write on somebody else's screen.
    this.#options.input.start();
    if (this.#options.fullScreen) this.#write(ENTER);
    this.#options.painter.start();
  }

  #giveBack(): void {
    this.#options.painter.stop();
    if (this.#options.fullScreen) this.#write(LEAVE);
    this.#options.input.stop();
  }

  /**
   * `target` 0 is the whole process group, as the kernel does it for Ctrl-Z: `npx` and the shell script that started
   * us stop, too. SIGTSTP and not SIGSTOP, because the kernel ignores it where no shell could ever say `fg`.
   */
  #stop(target: number): void {
    this.#giveBack();
    this.#state = 'stopped';
    this.#process.removeListener('SIGTSTP', this.#onStop);
    this.#process.kill(target, 'SIGTSTP');
    this.#graceTimer = setTimeout(this.#onContinue, STOP_GRACE_MS);
  }

  readonly #onStop = (): void => {
    if (this.#state === 'up') this.#stop(this.#process.pid);
  };

  readonly #onContinue = (): void => {
    if (this.#state !== 'up' && this.#state !== 'stopped') return;
    clearTimeout(this.#graceTimer);
    if (this.#state === 'stopped') this.#process.on('SIGTSTP', this.#onStop);
    this.#take();
    refreshTerminalSize();
  };

  #write(text: string): void {
    try {
      this.#options.output.write(text);
    } catch {
      // The terminal is gone; there is nobody left to tell.
    }
  }
}
