import { setMaxListeners } from 'node:events';

/** A moment after which a conversation ends whatever the other side does; also ends with the caller's signal. */
export class Deadline {
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout;
  #endsAt: number;
  readonly #outer: AbortSignal | undefined;
  readonly #onOuter = () => this.#controller.abort('cancelled');

  /** @param ms from now, in milliseconds. */
  constructor(ms: number, outer?: AbortSignal) {
    this.signal = this.#controller.signal;
    // Dozens of questions listen to one deadline; that is no leak.
    setMaxListeners(0, this.signal);
    this.#endsAt = performance.now() + ms;
    this.#timer = setTimeout(() => this.#controller.abort('timeout'), ms);
    this.#outer = outer;
    if (outer?.aborted) this.#controller.abort('cancelled');
    else outer?.addEventListener('abort', this.#onOuter, { once: true });
  }

  /** Milliseconds left; never below 0. */
  get leftMs(): number {
    return this.signal.aborted ? 0 : Math.max(0, this.#endsAt - performance.now());
  }

  /** Why it is over: its time, or the person; null while it is not. */
  get over(): 'timeout' | 'cancelled' | null {
    if (!this.signal.aborted) return null;
    return this.#outer?.aborted ? 'cancelled' : 'timeout';
  }

  /** Moves the end to `ms` from now, if that is sooner. */
  tighten(ms: number): void {
    if (this.signal.aborted || performance.now() + ms >= this.#endsAt) return;
    clearTimeout(this.#timer);
    this.#endsAt = performance.now() + ms;
    this.#timer = setTimeout(() => this.#controller.abort('timeout'), ms);
  }

  /** Lets go of the timer and the listener. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#onOuter);
  }
}

/** Waits, or less when the signal aborts. Resolves in both cases. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (ms <= 0 || signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}
