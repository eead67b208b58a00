import { randomInt } from 'node:crypto';
import { pause } from './deadline.ts';
import type { Dialler } from './dialler.ts';
import type { DnsAsked } from './dns-ask.ts';
import { DnsFramer } from './dns-framer.ts';
import { answersQuery, type DnsQuestion, decodeReply, encodeQuery } from './dns-wire.ts';
import { roundMs } from './exchange-evidence.ts';
import type { Failure } from './failure.ts';
import { openPipe, type Pipe } from './pipe.ts';

/** How long a pipe that does not tell may take to be made. Milliseconds. */
const STANDS_WITHIN_MS = 2_500;
/** How long the first reply is waited for once the pipe stands; a slower one comes late and is not missed. */
const FIRST_REPLY_MS = 250;

interface Pending {
  readonly question: DnsQuestion;
  readonly query: Buffer;
  readonly limits: AskLimits;
  sentAt: number;
  readonly settle: (asked: DnsAsked) => void;
}

export interface AskLimits {
  /** A reply within this many milliseconds of the write is in time. */
  readonly limitMs: number;
  /** A reply up to here is still taken, as late; the same as `limitMs` where left out. */
  readonly lateMs?: number;
  /** Called when `limitMs` is over without a reply and `lateMs` is not. */
  readonly onOverdue?: () => void;
  readonly signal?: AbortSignal;
}

/**
 * Questions to one nameserver over one socket in the target's namespace. The far end turns what it reads into datagrams,
 * so two writes close together might become one: the next question goes once all before it are answered, or at a
 * distance that even a busy machine keeps.
 */
export class UdpAsker {
  readonly #pipe: Pipe;
  readonly #spacingMs: number;
  readonly #pending = new Map<number, Pending>();
  readonly #framer: DnsFramer;
  #lastWriteAt = Number.NEGATIVE_INFINITY;
  #queue: Promise<void> = Promise.resolve();
  #onQuiet: (() => void) | null = null;
  #dead: Failure | null = null;

  /** Opens the socket; a failure when not even that could be done. */
  static async open(
    dialler: Dialler,
    server: string,
    port: number,
    options: { readonly spacingMs: number; readonly signal?: AbortSignal },
  ): Promise<UdpAsker | Failure> {
    const opened = await openPipe(dialler, 'udp', server, port, options.signal);
    return opened.pipe === null ? opened.failure : new UdpAsker(opened.pipe, options.spacingMs);
  }

  private constructor(pipe: Pipe, spacingMs: number) {
    this.#pipe = pipe;
    this.#spacingMs = spacingMs;
    this.#framer = new DnsFramer((bytes) => this.#waitsFor(bytes) !== null);
    pipe.on('data', (chunk: Buffer) => this.#take(chunk));
    pipe.on('close', () => this.#die());
    pipe.on('end', () => this.#die());
  }

  /** Why nothing can be asked here any more; null while it can. */
  get dead(): Failure | null {
    return this.#dead;
  }

  /** Asks; settles with the reply, in time or late, with the socket's failure, or with `timeout`. Never rejects. */
  ask(question: DnsQuestion, limits: AskLimits): Promise<DnsAsked> {
    return new Promise((resolve) => {
      this.#queue = this.#queue
        .then(() => this.#untilClear(limits.signal))
        .then(() => this.#begin(question, limits, resolve));
    });
  }

  /**
   * Asks once without counting it, until the pipe is known to stand: what is written before may all be read at once by
   * the tool at the far end, and what the engine takes to start it is no answer's time. Gives the reply, if one came.
   */
  async warmUp(question: DnsQuestion, signal?: AbortSignal): Promise<DnsAsked | null> {
    const asking = this.ask(question, { limitMs: STANDS_WITHIN_MS, signal });
    const standing = new Promise<void>((resolve) => {
      if (this.#pipe.connectedAt !== null) resolve();
      else this.#pipe.once('standing', () => resolve());
    });
    const stood = standing.then(() => pause(FIRST_REPLY_MS, signal)).then(() => null);
    return Promise.race([asking, stood]);
  }

  close(): void {
    this.#dead ??= { kind: 'closed', said: 'closed here' };
    this.#pipe.destroy();
    this.#die();
  }

  /** Until nothing is on its way, or long enough after the last write. */
  async #untilClear(signal?: AbortSignal): Promise<void> {
    const wait = this.#lastWriteAt + this.#spacingMs - performance.now();
    if (this.#pending.size === 0 || wait <= 0 || this.#dead) return;
    const quiet = new AbortController();
    const stop = () => quiet.abort();
    this.#onQuiet = stop;
    signal?.addEventListener('abort', stop, { once: true });
    await pause(wait, quiet.signal);
    signal?.removeEventListener('abort', stop);
    this.#onQuiet = null;
  }

  #begin(question: DnsQuestion, limits: AskLimits, resolve: (result: DnsAsked) => void): void {
    const { limitMs, lateMs = limitMs, onOverdue, signal } = limits;
    const id = this.#freeId();
    const query = encodeQuery(id, question);
    if (query === null) resolve(asked(question, 'bad-name', 'not a name that can be asked'));
    else if (this.#dead) resolve(asked(question, this.#dead.kind, this.#dead.said));
    else if (signal?.aborted) resolve(asked(question, 'cancelled', ''));
    if (query === null || this.#dead || signal?.aborted) return;
    const giveUp = () => this.#end(id, asked(question, signal?.aborted ? 'cancelled' : this.#silence(id), ''));
    const timers = [setTimeout(giveUp, Math.max(limitMs, lateMs))];
    if (onOverdue && lateMs > limitMs) timers.push(setTimeout(onOverdue, limitMs));
    signal?.addEventListener('abort', giveUp, { once: true });
    const settle = (result: DnsAsked) => {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      resolve(result);
    };
    this.#lastWriteAt = performance.now();
    const pending: Pending = { question, query, limits, sentAt: this.#lastWriteAt, settle };
    this.#pending.set(id, pending);
    this.#pipe.write(query, (error) => {
      if (error) this.#die();
      // A pipe may hold a datagram back to keep it apart from the one before.
      pending.sentAt = performance.now();
    });
  }

  /** Nothing came, or bytes that begin like the reply and are none. */
  #silence(id: number): 'timeout' | 'malformed' {
    return this.#waitsFor(this.#framer.rest())?.[0] === id ? 'malformed' : 'timeout';
  }

  #take(chunk: Buffer): void {
    for (const frame of this.#framer.push(chunk)) {
      const found = this.#waitsFor(frame.bytes);
      if (found === null) continue;
      const [id, { question, sentAt, limits }] = found;
      const reply = frame.whole ? decodeReply(frame.bytes, question.type) : null;
      const ms = roundMs(performance.now() - sentAt);
      if (reply === null) this.#end(id, asked(question, 'malformed', 'bytes came that are no DNS message'));
      else if (ms <= limits.limitMs) this.#end(id, { ...asked(question, 'answered', ''), ms, reply });
      else this.#end(id, { ...asked(question, 'timeout', ''), lateMs: ms, reply });
    }
  }

  #end(id: number, result: DnsAsked): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.settle(result);
    if (this.#pending.size === 0) this.#onQuiet?.();
  }

  #die(): void {
    this.#dead ??= this.#pipe.failure ?? { kind: 'closed', said: 'the pipe ended' };
    const { kind, said } = this.#dead;
    for (const [id, { question }] of [...this.#pending]) this.#end(id, asked(question, kind, said));
    this.#onQuiet?.();
  }

  #freeId(): number {
    let id = randomInt(1, 65_536);
    while (this.#pending.has(id)) id = randomInt(1, 65_536);
    return id;
  }

  #waitsFor(bytes: Buffer): [number, Pending] | null {
    if (bytes.length < 12) return null;
    const id = bytes.readUInt16BE(0);
    const pending = this.#pending.get(id);
    return pending && answersQuery(bytes, pending.query) ? [id, pending] : null;
  }
}

function asked(question: DnsQuestion, outcome: DnsAsked['outcome'], said: string): DnsAsked {
  return { ...question, transport: 'udp', outcome, ms: null, lateMs: null, reply: null, said };
}
