/** The part of `process` that is used. */
export interface ProcessEvents {
  on(event: string, listener: (value: unknown) => void): unknown;
  removeListener(event: string, listener: (value: unknown) => void): unknown;
  exit(code: number): void;
}

export interface CleanupOptions {
  readonly process?: ProcessEvents;
  /** For everything that takes time, together, milliseconds. What is not done then is left to the next `sweep`. */
  readonly deadlineMs?: number;
  /** Says what went wrong, after the terminal has been given back. */
  readonly reportCrash?: (error: unknown) => void;
  /** The exit status after an error that nobody caught. */
  readonly crashStatus?: number;
}

type AsyncTask = () => void | Promise<void>;

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143 } as const;
type ShutdownSignal = keyof typeof SIGNALS;

/**
 * One list of what must be undone before the program ends, however it ends. `restore` tasks are synchronous and run
 * first, last in first out: on a signal, on an uncaught error, and at the latest in the `exit` event; each runs once.
 * `finish` tasks may take their time, up to the deadline, and run when there is any.
 */
export class Cleanup {
  readonly #process: ProcessEvents;
  readonly #options: CleanupOptions;
  readonly #listeners = new Map<string, (value: unknown) => void>();
  #restore: (() => void)[] = [];
  #finish: AsyncTask[] = [];
  #ending: Promise<void> | undefined;
  #interruptsHeld = 0;

  constructor(options: CleanupOptions = {}) {
    this.#options = options;
    this.#process = options.process ?? process;
  }

  /** Begins to listen for signals, uncaught errors and the exit of the process. */
  install(): void {
    if (this.#listeners.size > 0) return;
    for (const signal of Object.keys(SIGNALS) as ShutdownSignal[]) {
      this.#listeners.set(signal, () => this.#onSignal(signal));
    }
    this.#listeners.set('uncaughtException', (error) => void this.crash(error));
    this.#listeners.set('exit', () => this.#runRestore());
    for (const [event, listener] of this.#listeners) this.#process.on(event, listener);
  }

  /** Ends the listening, and forgets nothing. */
  uninstall(): void {
    for (const [event, listener] of this.#listeners) this.#process.removeListener(event, listener);
    this.#listeners.clear();
  }

  /** Adds something that can be undone at once and must be, such as the terminal's modes. Returns what takes it back. */
  onRestore(task: () => void): () => void {
    this.#restore.push(task);
    return () => {
      this.#restore = this.#restore.filter((other) => other !== task);
    };
  }

  /** Adds something that takes time, such as the removal of a container. Returns what takes it back. */
  onFinish(task: AsyncTask): () => void {
    this.#finish.push(task);
    return () => {
      this.#finish = this.#finish.filter((other) => other !== task);
    };
  }

  /**
   * While another program has the terminal, Ctrl-C is meant for it, but the kernel sends SIGINT and SIGQUIT to both.
   * Returns what ends the holding.
   */
  holdInterrupts(): () => void {
    this.#interruptsHeld += 1;
    let held = true;
    return () => {
      if (held) this.#interruptsHeld -= 1;
      held = false;
    };
  }

  /**
   * Undoes everything and ends the process. Called again, it is the same ending: a lost connection alone says so three
   * times (end of input, SIGHUP from the kernel, SIGHUP from the shell).
   */
  shutdown(status: number): Promise<void> {
    this.#runRestore();
    this.#ending ??= this.#runFinish().then(() => this.#process.exit(status));
    return this.#ending;
  }

  /** An error that nobody caught: the terminal first, then the message, then the rest. */
  async crash(error: unknown): Promise<void> {
    this.#runRestore();
    // A terminal that went away is no fault of the program's.
    const gone = isTerminalGone(error);
    if (!gone) this.#options.reportCrash?.(error);
    await this.shutdown(gone ? SIGNALS.SIGHUP : (this.#options.crashStatus ?? 70));
  }

  #onSignal(signal: ShutdownSignal): void {
    if (this.#interruptsHeld > 0 && (signal === 'SIGINT' || signal === 'SIGQUIT')) return;
    // Whoever asks twice does not want to wait.
    if (this.#ending !== undefined && signal !== 'SIGHUP') this.#process.exit(SIGNALS[signal]);
    else void this.shutdown(SIGNALS[signal]);
  }

  #runRestore(): void {
    const tasks = this.#restore.reverse();
    this.#restore = [];
    for (const task of tasks) {
      try {
        task();
      } catch {
        // The others must run all the same.
      }
    }
  }

  async #runFinish(): Promise<void> {
    const tasks = this.#finish.reverse();
    this.#finish = [];
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#options.deadlineMs ?? 5000);
    });
    const all = (async () => {
      for (const task of tasks) {
        try {
          await task();
        } catch {
          // What failed here is swept up at the next start.
        }
      }
    })();
    await Promise.race([all, deadline]);
    clearTimeout(timer);
  }
}

/** Whether an error only says that the terminal, or the pipe, is no longer there. */
function isTerminalGone(error: unknown): boolean {
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown };
  return (code === 'EIO' || code === 'EPIPE') && (syscall === 'write' || syscall === 'read');
}
