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

/** One nameserver over TCP: a connection for up to a handful of questions, one after the other. Never rejects. */
export async function askTcp(
  dialler: Dialler,
  server: string,
  port: number,
  questions: readonly DnsQuestion[],
  options: { readonly limitMs: number; readonly signal?: AbortSignal },
): Promise<DnsAsked[]> {
  const results: DnsAsked[] = [];
  let pipe: Pipe | null = null;
  try {
    for (const question of questions) {
      const deadline = new Deadline(options.limitMs + PIPE_GRACE_MS, options.signal);
      try {
        if (pipe === null || pipe.destroyed || pipe.ended) {
          const opened = await openPipe(dialler, 'tcp', server, port, deadline.signal);
          if (opened.pipe === null) {
            results.push(asked(question, opened.failure.kind, opened.failure.said));
            continue;
          }
          pipe = opened.pipe;
        }
        pipe.startClock(deadline, options.limitMs);
        results.push(await askOne(pipe, question, deadline));
      } finally {
        deadline.clear();
      }
    }
  } finally {
    pipe?.destroy();
  }
  return results;
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
