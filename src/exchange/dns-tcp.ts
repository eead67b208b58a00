import { randomInt } from 'node:crypto';
import { Deadline } from './deadline.ts';
import type { Dialler } from './dialler.ts';
import type { DnsAsked } from './dns-ask.ts';
import { answersQuery, type DnsQuestion, decodeReply, encodeQuery } from './dns-wire.ts';
import { roundMs } from './exchange-evidence.ts';
import type { FailureKind } from './failure.ts';
import { openPipe, PIPE_GRACE_MS, type Pipe } from './pipe.ts';

function asked(question: DnsQuestion, outcome: DnsAsked['outcome'], said: string): DnsAsked {
  return { ...question, transport: 'tcp', outcome, ms: null, lateMs: null, reply: null, said };
}

/** Reads length-prefixed messages until one answers the query, the stream ends, or the signal aborts. */
function readReply(pipe: Pipe, query: Buffer, signal: AbortSignal): Promise<Buffer | 'malformed' | 'over'> {
  return new Promise((resolve) => {
    let buffer = Buffer.alloc(0);
    const done = (result: Buffer | 'malformed' | 'over') => {
      pipe.removeListener('data', take);
      pipe.removeListener('close', over);
      pipe.removeListener('end', over);
      signal.removeEventListener('abort', over);
      resolve(result);
    };
    const over = () => done(buffer.length > 2 ? 'malformed' : 'over');
    const take = (chunk: Buffer) => {
      buffer = Buffer.concat([buffer, chunk]);
      while (buffer.length >= 2) {
        const length = buffer.readUInt16BE(0);
        if (buffer.length < length + 2) return;
        const message = buffer.subarray(2, length + 2);
        buffer = buffer.subarray(length + 2);
        if (answersQuery(message, query)) return done(message);
        if (length === 0) return done('malformed');
      }
    };
    pipe.on('data', take);
    pipe.once('close', over);
    pipe.once('end', over);
    signal.addEventListener('abort', over, { once: true });
  });
}

/**
 * One nameserver over TCP: a connection for up to a handful of questions, one after the other. A server may end the
 * connection after any answer (RFC 7766, 6.2.3), and many answer one question a connection: a question that met such an
 * end is asked again on a connection of its own. Never rejects.
 */
export async function askTcp(
  dialler: Dialler,
  server: string,
  port: number,
  questions: readonly DnsQuestion[],
  options: { readonly limitMs: number; readonly signal?: AbortSignal },
): Promise<DnsAsked[]> {
  const line = new TcpLine(dialler, server, port, options);
  const results: DnsAsked[] = [];
  try {
    for (const question of questions) {
      const hadAnswered = line.hasAnswered;
      const first = await line.ask(question);
      const again = first.outcome === 'closed' && hadAnswered && options.signal?.aborted !== true;
      results.push(again ? await line.ask(question) : first);
    }
  } finally {
    line.close();
  }
  return results;
}

/** A connection that is opened when a question needs one, and opened anew when it has ended. */
class TcpLine {
  #pipe: Pipe | null = null;
  #answers = 0;
  readonly #dialler: Dialler;
  readonly #server: string;
  readonly #port: number;
  readonly #options: { readonly limitMs: number; readonly signal?: AbortSignal };

  constructor(
    dialler: Dialler,
    server: string,
    port: number,
    options: { readonly limitMs: number; readonly signal?: AbortSignal },
  ) {
    this.#dialler = dialler;
    this.#server = server;
    this.#port = port;
    this.#options = options;
  }

  /** The connection that is open has brought an answer. */
  get hasAnswered(): boolean {
    return this.#pipe !== null && this.#answers > 0;
  }

  async ask(question: DnsQuestion): Promise<DnsAsked> {
    const { limitMs, signal } = this.#options;
    const deadline = new Deadline(limitMs + PIPE_GRACE_MS, signal);
    try {
      if (this.#pipe === null || this.#pipe.destroyed || this.#pipe.ended) {
        this.#answers = 0;
        const opened = await openPipe(this.#dialler, 'tcp', this.#server, this.#port, deadline.signal);
        if (opened.pipe === null) return asked(question, opened.failure.kind, opened.failure.said);
        this.#pipe = opened.pipe;
      }
      this.#pipe.startClock(deadline, limitMs);
      const result = await askOne(this.#pipe, question, deadline);
      if (result.reply !== null) this.#answers += 1;
      return result;
    } finally {
      deadline.clear();
    }
  }

  close(): void {
    this.#pipe?.destroy();
  }
}

async function askOne(pipe: Pipe, question: DnsQuestion, deadline: Deadline): Promise<DnsAsked> {
  const query = encodeQuery(randomInt(1, 65_536), question);
  if (query === null) return asked(question, 'bad-name', 'not a name that can be asked');
  const prefix = Buffer.alloc(2);
  prefix.writeUInt16BE(query.length);
  const sentAt = performance.now();
  const pending = readReply(pipe, query, deadline.signal);
  pipe.write(Buffer.concat([prefix, query]));
  const message = await pending;
  if (message instanceof Buffer) {
    const reply = decodeReply(message, question.type);
    if (reply !== null) return { ...asked(question, 'answered', ''), ms: roundMs(performance.now() - sentAt), reply };
  }
  const over = deadline.over;
  pipe.destroy();
  if (message === 'over') {
    const kind: FailureKind = over ?? pipe.failure?.kind ?? 'closed';
    return asked(question, kind, pipe.failure?.said ?? '');
  }
  return asked(question, 'malformed', 'bytes came that are no DNS message');
}
