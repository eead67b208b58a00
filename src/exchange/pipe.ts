import { Duplex } from 'node:stream';
import type { Deadline } from './deadline.ts';
import type { Dialler } from './dialler.ts';
import { type Failure, failureOf } from './failure.ts';

/** What one conversation may send us before we hang up: far above any DNS answer, certificate chain or HTTP head. */
const MAX_BYTES_IN = 512 * 1024;
/** What an engine may take to make a pipe, on a busy machine, beyond the exchange's own time. */
export const PIPE_GRACE_MS = 3_000;
/** How much of what came first is kept to be looked at. */
const KEEP_BYTES = 160 * 1024;

/** Thrown into a pipe whose peer sends without end. */
class Flood extends Error {}

/**
 * A dialled stream that remembers what a diagnosis needs: when the first byte came, how much, the bytes themselves (the
 * first 160 KiB), and how it failed. Times are `performance.now()` milliseconds.
 */
export class Pipe extends Duplex {
  readonly startedAt: number;
  /** When the connection stood, where the dialler's stream tells by a `connect` event; null where it does not. */
  connectedAt: number | null = null;
  firstByteAt: number | null = null;
  bytesIn = 0;
  /** How the stream failed; null when it did not, or ended in order. */
  failure: Failure | null = null;
  /** The other side closed its half. */
  ended = false;
  readonly #inner: Duplex;
  readonly #kept: Buffer[] = [];
  #keptBytes = 0;
  #skipped = 0;

  constructor(inner: Duplex, startedAt: number) {
    super({ allowHalfOpen: true });
    this.#inner = inner;
    this.startedAt = startedAt;
    inner.once('connect', () => {
      this.connectedAt = performance.now();
      this.emit('standing');
    });
    inner.on('data', (chunk: Buffer) => this.#take(chunk));
    inner.on('end', () => this.#finish());
    inner.on('close', () => this.#finish());
    inner.on('error', (error) => {
      this.failure ??= failureOf(error);
      this.destroy(error);
    });
    // Errors are read from `failure`; whoever also listens hears them too.
    this.on('error', () => {});
    if (inner.destroyed || inner.readableEnded) {
      if (inner.errored) this.failure = failureOf(inner.errored);
      queueMicrotask(() => this.#finish());
    }
  }

  /** The first bytes that came since `mark()`. */
  get kept(): Buffer {
    return Buffer.concat(this.#kept).subarray(this.#skipped);
  }

  /**
   * Gives an exchange its time from when the connection stands: what an engine needs to make the pipe is not the other
   * side's delay. Where the pipe does not tell, the deadline keeps its grace.
   */
  startClock(deadline: Deadline, limitMs: number): void {
    if (this.connectedAt !== null) deadline.tighten(limitMs);
    else this.once('standing', () => deadline.tighten(limitMs));
  }

  /** Forgets what was said so far, as after a proxy's CONNECT. */
  mark(): void {
    this.#skipped = this.#keptBytes;
  }

  #take(chunk: Buffer): void {
    if (this.destroyed) return;
    this.firstByteAt ??= performance.now();
    this.bytesIn += chunk.length;
    if (this.#keptBytes < KEEP_BYTES) {
      this.#kept.push(chunk);
      this.#keptBytes += chunk.length;
    }
    if (this.bytesIn > MAX_BYTES_IN) {
      this.failure = { kind: 'flood', said: `more than ${MAX_BYTES_IN} bytes came; hung up` };
      this.destroy(new Flood(this.failure.said));
      return;
    }
    if (!this.push(chunk)) this.#inner.pause();
  }

  #finish(): void {
    if (this.ended || this.destroyed) return;
    this.ended = true;
    this.push(null);
  }

  override _read(): void {
    this.#inner.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#inner.destroyed || this.#inner.writableEnded) done(new Error('the connection is closed'));
    else this.#inner.write(chunk, (error) => done(error ?? null));
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#inner.destroyed || this.#inner.writableEnded) done();
    else this.#inner.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#inner.destroy();
    done(error);
  }
}

export type Opened = { readonly pipe: Pipe } | { readonly pipe: null; readonly failure: Failure };

/** Opens a pipe to an address. Never throws; a dialler that could not even try gives a failure of kind `tool`. */
export async function openPipe(
  dialler: Dialler,
  protocol: 'tcp' | 'udp',
  address: string,
  port: number,
  signal?: AbortSignal,
): Promise<Opened> {
  if (signal?.aborted) return { pipe: null, failure: { kind: 'cancelled', said: 'interrupted before it began' } };
  const startedAt = performance.now();
  try {
    const answer = await dialler.open(protocol, address, port, signal);
    if (!answer.ok) return { pipe: null, failure: { kind: 'tool', said: answer.reason } };
    return { pipe: new Pipe(answer.value, startedAt) };
  } catch (error) {
    const failure = failureOf(error);
    return { pipe: null, failure: failure.kind === 'closed' ? { kind: 'tool', said: failure.said } : failure };
  }
}
