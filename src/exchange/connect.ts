import { isIP } from 'node:net';
import type { Evidence, Json } from '../session/evidence.ts';
import { Deadline, pause } from './deadline.ts';
import type { Dialler } from './dialler.ts';
import { exchangeEvidence, handLine, roundMs, type Spoken } from './exchange-evidence.ts';
import { leafLook } from './leaf-look.ts';
import { openPipe, PIPE_GRACE_MS, type Pipe } from './pipe.ts';
import { pipeCost } from './pipe-cost.ts';
import { plainHttpStatus } from './plain-http.ts';
import { tlsAttempt } from './tls-attempt.ts';
import type { Preface } from './tls-preface.ts';
import { headRequests, webAttempt } from './web-attempt.ts';

export interface ConnectParams {
  readonly host: string;
  readonly port: number;
  /** In the order of getaddrinfo; at most 8. */
  readonly addresses: readonly string[];
  /** What nameservers give besides, tried once each and recorded apart; at most 4. */
  readonly also?: readonly string[];
  /** What is spoken, so that bytes from the other side prove it is there: a connection alone may be a mesh's. */
  readonly speak: 'tls' | 'https' | 'http' | 'postgres' | 'redis' | 'amqp' | 'listen';
  /** Connections to each address; 3, at most 10. */
  readonly times?: number;
  /** Milliseconds for one connection; 4000. */
  readonly limitMs?: number;
  /** Milliseconds for all of them; 30000. */
  readonly budgetMs?: number;
}

/** One connection's course. */
interface Tried {
  readonly address: string;
  readonly attempt: number;
  /** ok: the protocol was spoken · answered: other bytes came · open: it stands, not a byte · mute: it stands, and to
   *  what was said not a byte came back · else how it failed, timeout among it: it does not stand in time. */
  readonly outcome: string;
  /** Milliseconds to the first byte, or to the failure; the pipe's making included. */
  readonly ms: number | null;
  readonly said: string;
  readonly fingerprint256: string;
  /** What is wrong with the leaf certificate by itself: `expired`, `not-yet-valid`, `other-name`; empty when nothing. */
  readonly leafTrouble: string;
  readonly status: number | null;
}

/** How long a connection that is known to stand may stay silent before that is all there is to hear. */
const LISTEN_MS = 1_000;
/** The shortest thing each of these protocols answers to, with an error if need be, and without a log-in. */
const OPENERS = {
  redis: Buffer.from('PING\r\n'),
  amqp: Buffer.from('AMQP\u0000\u0000\u0009\u0001', 'latin1'),
  listen: null,
} as const;
/** It is there, and another try with TLS would wait in vain again. */
const MUTE = 'silent to TLS; to plain HTTP it says ';
const CONCURRENT = 4;
const MOST_ALSO = 4;
/** Twice without a sign: a third wait tells nothing new. */
const ENOUGH_TIMEOUTS = 2;
/** A connection that has no sign by then is waited for beside the next one, in milliseconds. */
const BESIDE_MS = 1_500;

/** Connects to every address of a host several times and hears what comes back: is it there, and is it the same everywhere? */
export function tryAddresses(dialler: Dialler, params: ConnectParams, signal?: AbortSignal): Promise<Evidence> {
  const { host, port } = params;
  const address = params.addresses[0] ?? host;
  const tool = `nc -v -w 4 ${address} ${port} </dev/null`;
  const about = {
    what: `connections to ${host}:${port}, every address`,
    byHand: handLine(dialler, 'tcp', address, port, tool),
  };
  return exchangeEvidence(dialler, about, () => converse(dialler, params, signal));
}

async function converse(dialler: Dialler, params: ConnectParams, signal?: AbortSignal): Promise<Spoken> {
  const { host, port, speak, times = 3, budgetMs = 30_000 } = params;
  const addresses = [...new Set(params.addresses)].slice(0, 8);
  const costMs = await pipeCost(dialler);
  const deadline = new Deadline(budgetMs, signal);
  const tried: Tried[] = [];
  const queue = [...addresses];
  const also = [...new Set(params.also ?? [])].filter((one) => !addresses.includes(one)).slice(0, MOST_ALSO);
  const besides = Promise.all(also.map((address) => tryOne(dialler, params, address, 1, deadline.signal)));
  const worker = async () => {
    for (let address = queue.shift(); address !== undefined; address = queue.shift()) {
      const attempts = Math.min(times, 10);
      const first = tryOne(dialler, params, address, 1, deadline.signal);
      // Where the first gets no sign at once, the second is waited for beside it: both would take as long.
      const isWaiting = await Promise.race([
        first.then(() => false),
        pause(BESIDE_MS, deadline.signal).then(() => true),
      ]);
      const second = isWaiting && attempts > 1 ? tryOne(dialler, params, address, 2, deadline.signal) : null;
      const own = second === null ? [await first] : await Promise.all([first, second]);
      while (own.length < attempts && deadline.over === null && !hasShown(own))
        own.push(await tryOne(dialler, params, address, own.length + 1, deadline.signal));
      tried.push(...own);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, worker));
  const elsewhere = await besides;
  deadline.clear();
  tried.sort((a, b) => addresses.indexOf(a.address) - addresses.indexOf(b.address) || a.attempt - b.attempt);
  const broken = tried.filter(({ outcome }) => outcome === 'tool');
  const data: { [key: string]: Json } = {
    conversation: 'connect',
    host,
    port,
    speak,
    addresses,
    pipeCostMs: costMs,
    complete: deadline.over === null,
    tried: tried.map((one) => ({ ...one })),
    ...(elsewhere.length > 0 ? { also: elsewhere.map((one) => ({ ...one })) } : {}),
  };
  const lines = tried.map((one) => lineOf(one, port));
  if (elsewhere.length > 0) lines.push('; what nameservers give besides', ...elsewhere.map((one) => lineOf(one, port)));
  const toolTrouble =
    broken.length > 0 && broken.length === tried.length ? { kind: 'tool' as const, said: broken[0]?.said ?? '' } : null;
  return {
    data,
    lines: [`; ${host} port ${port}, speaking ${speak}`, ...lines],
    timedOut: deadline.over === 'timeout',
    toolTrouble,
  };
}

function lineOf(one: Tried, port: number): string {
  const extra = [one.status === null ? '' : `HTTP ${one.status}`, one.fingerprint256.slice(0, 23), one.said]
    .filter(Boolean)
    .join(', ');
  return `${one.address} port ${port}, ${one.attempt}.: ${one.outcome} after ${one.ms ?? '-'} ms${extra ? ` (${extra})` : ''}`;
}

/** Nothing that a further try could tell: it was silent twice, or it spoke plain HTTP where TLS was asked for. */
function hasShown(own: readonly Tried[]): boolean {
  const silent = own.filter(({ outcome }) => outcome === 'timeout' || outcome === 'mute');
  return silent.length >= ENOUGH_TIMEOUTS || own.some(({ said }) => said.startsWith(MUTE));
}

async function tryOne(
  dialler: Dialler,
  params: ConnectParams,
  address: string,
  attempt: number,
  signal: AbortSignal,
): Promise<Tried> {
  const { host, port, speak, limitMs = 4_000 } = params;
  const base = { address, attempt, fingerprint256: '', leafTrouble: '', status: null };
  const began = performance.now();
  if (speak === 'listen' || speak === 'redis' || speak === 'amqp') {
    return { ...base, ...(await listen(dialler, address, port, { opener: OPENERS[speak], limitMs, signal })) };
  }
  if (speak === 'http' || speak === 'https') return tryWeb(dialler, params, address, attempt, signal);
  const name = host.replace(/\.$/, '');
  const preface: Preface | undefined = speak === 'postgres' ? { kind: 'postgres' } : undefined;
  const options = { address, port, servername: isIP(name) === 0 ? name : null, ca: null, limitMs, signal, preface };
  const tls = await tlsAttempt(dialler, options);
  // A PostgreSQL that says no to TLS is there all the same.
  const spoken = tls.outcome === 'done' || tls.preface?.outcome === 'refused';
  const outcome = spoken ? 'ok' : outcomeOf(tls);
  return {
    ...base,
    outcome,
    ms: tls.firstByteMs ?? roundMs(performance.now() - began),
    said: outcome === 'mute' ? '' : tls.said,
    ...leafLook(tls.flight.chain, host),
  };
}

/** Over HTTP: a reply, of whatever status, is the proof. */
async function tryWeb(
  dialler: Dialler,
  params: ConnectParams,
  address: string,
  attempt: number,
  signal: AbortSignal,
): Promise<Tried> {
  const { host, port, speak, limitMs = 4_000 } = params;
  const began = performance.now();
  const target = { host, address, port, tls: speak === 'https' };
  const web = await webAttempt(dialler, target, { requests: headRequests(target, 1), limitMs, signal });
  const outcome = web.outcome === 'replied' || web.tls?.outcome === 'done' ? 'ok' : outcomeOf(web);
  const isSilent = outcome === 'timeout' || outcome === 'mute';
  const asksPlain = speak === 'https' && isSilent && attempt === 1;
  const plain = asksPlain ? await plainHttpStatus(dialler, { host, address, port }, signal) : null;
  return {
    address,
    attempt,
    outcome: plain === null ? outcome : 'answered',
    ms: web.firstByteMs ?? roundMs(performance.now() - began),
    said: plain === null ? (isSilent ? '' : web.said) : `${MUTE}${plain}`,
    ...leafLook(web.tls?.flight.chain ?? [], host),
    status: web.talks[0]?.head?.status ?? null,
  };
}

/** A connection that is known to stand and stays without a byte is another thing than one that nobody answers. */
function outcomeOf(seen: {
  readonly outcome: string;
  readonly connectMs: number | null;
  readonly firstByteMs: number | null;
}): string {
  const bytesCame = ['alert', 'not-tls', 'protocol', 'preface', 'not-http', 'flood'];
  if (bytesCame.includes(seen.outcome)) return 'answered';
  if (seen.outcome !== 'silent' && seen.outcome !== 'timeout') return seen.outcome;
  return seen.connectMs !== null && seen.firstByteMs === null ? 'mute' : 'timeout';
}

/** Opens a connection, says the protocol's shortest word where there is one, and hears what the other side does. */
async function listen(
  dialler: Dialler,
  address: string,
  port: number,
  options: { readonly opener: Buffer | null; readonly limitMs: number; readonly signal: AbortSignal },
): Promise<{ outcome: string; ms: number | null; said: string }> {
  const opened = await openPipe(dialler, 'tcp', address, port, options.signal);
  if (opened.pipe === null) return { outcome: opened.failure.kind, ms: null, said: opened.failure.said };
  const { pipe } = opened;
  const over = new AbortController();
  const stop = () => over.abort();
  for (const event of ['data', 'end', 'close'] as const) pipe.once(event, stop);
  options.signal.addEventListener('abort', stop, { once: true });
  pipe.resume();
  if (options.opener) pipe.write(options.opener);
  await pause(Math.min(LISTEN_MS, options.limitMs), over.signal);
  // Still knocking, or the engine is still starting the tool, which gets its grace: then it is heard like any other.
  if (pipe.connectedAt === null) {
    await standingWithin(pipe, Math.max(0, options.limitMs - LISTEN_MS) + PIPE_GRACE_MS, over.signal);
    if (pipe.connectedAt !== null) await pause(Math.min(LISTEN_MS, options.limitMs), over.signal);
  }
  const { connectedAt, firstByteAt, ended, failure } = pipe;
  const ms = roundMs((firstByteAt ?? connectedAt ?? performance.now()) - pipe.startedAt);
  options.signal.removeEventListener('abort', stop);
  pipe.destroy();
  if (firstByteAt !== null) return { outcome: 'ok', ms, said: '' };
  if (failure) return { outcome: failure.kind, ms, said: failure.said };
  if (ended) return { outcome: 'closed', ms, said: '' };
  // Every pipe tool that is used says when its connection stands (src/debug/pipe-words.ts).
  return { outcome: options.signal.aborted ? 'cancelled' : connectedAt === null ? 'timeout' : 'open', ms, said: '' };
}

/** Until the connection stands, it failed, or the time is over. */
async function standingWithin(pipe: Pipe, ms: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const stop = () => over.abort();
  pipe.once('standing', stop);
  signal.addEventListener('abort', stop, { once: true });
  await pause(ms, over.signal);
  pipe.off('standing', stop);
  signal.removeEventListener('abort', stop);
}
