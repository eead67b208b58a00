import { connect, type TLSSocket } from 'node:tls';
import { Deadline, pause } from './deadline.ts';
import type { Dialler } from './dialler.ts';
import { roundMs } from './exchange-evidence.ts';
import { wordsOf } from './failure.ts';
import { type HttpAsk, type HttpTalk, talkHttp } from './http-talk.ts';
import { openPipe, PIPE_GRACE_MS, type Pipe } from './pipe.ts';
import type { TlsAttempt, TlsAttemptOptions } from './tls-attempt-shape.ts';
import { connectionOptions, linkedChain, spoken } from './tls-client.ts';
import { alertAfter, whyNot } from './tls-outcome.ts';
import { type PrefaceResult, sayPreface } from './tls-preface.ts';
import { readServerFlight, type ServerFlight } from './tls-wire.ts';

const NO_FLIGHT = readServerFlight(Buffer.alloc(0), null);
const SECRET = 'SERVER_HANDSHAKE_TRAFFIC_SECRET ';
/** One TLS handshake through the dialler, with what comes before and after it. Never rejects, always ends. */
export async function tlsAttempt(dialler: Dialler, options: TlsAttemptOptions): Promise<TlsAttempt> {
  const deadline = new Deadline(options.limitMs + PIPE_GRACE_MS, options.signal);
  const opened = await openPipe(dialler, 'tcp', options.address, options.port, deadline.signal);
  if (opened.pipe === null) {
    deadline.clear();
    return { ...blank(null), outcome: opened.failure.kind, said: opened.failure.said };
  }
  opened.pipe.startClock(deadline, options.limitMs);
  try {
    return await converse(opened.pipe, options, deadline);
  } finally {
    opened.pipe.destroy();
    deadline.clear();
  }
}

function blank(pipe: Pipe | null): TlsAttempt {
  const since = (at: number | null | undefined) => (at == null || pipe === null ? null : roundMs(at - pipe.startedAt));
  return {
    outcome: 'closed',
    said: '',
    flight: NO_FLIGHT,
    protocol: '',
    cipher: '',
    ephemeral: '',
    opensslVerdict: '',
    alert: null,
    banner: '',
    preface: null,
    talks: [],
    connectMs: since(pipe?.connectedAt),
    firstByteMs: since(pipe?.firstByteAt),
    handshakeMs: null,
    bytesIn: pipe?.bytesIn ?? 0,
  };
}

async function converse(pipe: Pipe, options: TlsAttemptOptions, deadline: Deadline): Promise<TlsAttempt> {
  let preface: PrefaceResult | null = null;
  if (options.preface) {
    preface = await sayPreface(pipe, options.preface, deadline.signal);
    if (preface.outcome !== 'agreed') {
      const failed = deadline.over ?? pipe.failure?.kind;
      const outcome = preface.outcome === 'refused' || preface.outcome === 'garbled' ? 'preface' : (failed ?? 'closed');
      return { ...blank(pipe), outcome, said: preface.said || (pipe.failure?.said ?? ''), preface };
    }
    pipe.mark();
  }
  let secret: Buffer | null = null;
  let trouble: unknown = null;
  let socket: TLSSocket;
  try {
    socket = connect(connectionOptions(pipe, options));
  } catch (error) {
    return { ...blank(pipe), outcome: 'tool', said: wordsOf(error), preface };
  }
  socket.on('keylog', (line: Buffer) => {
    const text = line.toString('latin1').trim();
    if (text.startsWith(SECRET)) secret = Buffer.from(text.slice(text.lastIndexOf(' ') + 1), 'hex');
  });
  socket.on('error', (error) => {
    trouble ??= error;
  });
  const done = await shaken(socket, pipe, deadline.signal);
  const handshakeMs = done ? roundMs(performance.now() - pipe.startedAt) : null;
  const seen = readServerFlight(pipe.kept, secret);
  const flight = done && seen.chain.length === 0 ? { ...seen, ...linkedChain(socket) } : seen;
  const talks = done ? await afterwards(socket, options, flight, deadline) : [];
  const course = { ...blank(pipe), ...spoken(socket, done), flight, preface, talks, handshakeMs };
  socket.destroy();
  const alert = alertAfter(trouble, flight, done);
  return done
    ? { ...course, outcome: 'done', alert }
    : { ...course, ...whyNot(trouble, flight, pipe, deadline.over), alert };
}

/** Waits for the handshake's end: true when it stands. */
function shaken(socket: TLSSocket, pipe: Pipe, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const no = () => resolve(false);
    socket.once('secureConnect', () => resolve(true));
    socket.once('error', no);
    socket.once('close', no);
    pipe.once('close', no);
    if (signal.aborted) no();
    signal.addEventListener('abort', no, { once: true });
  });
}

/** A server that wants a client certificate may say so only to the first request: so there is one, or a pause. */
async function afterwards(
  socket: TLSSocket,
  options: TlsAttemptOptions,
  flight: ServerFlight,
  deadline: Deadline,
): Promise<HttpTalk[]> {
  const { after } = options;
  if (!after) return [];
  if ('listenMs' in after) {
    socket.resume();
    const ended = new AbortController();
    const stop = () => ended.abort();
    socket.once('close', stop);
    socket.once('error', stop);
    deadline.signal.addEventListener('abort', stop, { once: true });
    await pause(after.listenMs, ended.signal);
    return [];
  }
  const talks: HttpTalk[] = [];
  for (const request of after.requests) {
    // Servers that check in the HTTP layer say "no certificate" in a body, which only GET shows.
    const ask: HttpAsk = flight.certificateRequested
      ? { ...request, method: 'GET', bodyBytes: 4_096, close: true }
      : request;
    const talk = await talkHttp(socket, ask, deadline.signal);
    talks.push(talk);
    if (talk.outcome !== 'replied' || ask.close || talk.head?.headers.connection?.toLowerCase() === 'close') break;
  }
  return talks;
}
