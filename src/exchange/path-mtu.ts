import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import type { Evidence } from '../session/evidence.ts';
import { Deadline } from './deadline.ts';
import type { Dialler } from './dialler.ts';
import { exchangeEvidence, handLine, roundMs, type Spoken, word } from './exchange-evidence.ts';
import { authority, requestBytes } from './http-message.ts';
import { type ReplyState, replyState } from './http-reply.ts';
import { openPipe, PIPE_GRACE_MS } from './pipe.ts';
import { readUntil } from './read-until.ts';
import { tlsAttempt } from './tls-attempt.ts';

export interface PathMtuParams {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
  /** How often each size is tried; 2, at most 5. */
  readonly repeats?: number;
  /** Milliseconds after which an exchange counts as stalled; 4000. */
  readonly limitMs?: number;
}

/** One exchange of one size. */
interface Sized {
  /** small: each side sends less than 300 bytes · big-reply: the other side's answer takes full segments ·
   *  big-request: ours does. */
  readonly size: 'small' | 'big-reply' | 'big-request';
  /** answered: it came whole · closed: the other side hung up, which it can only do when it hears us · stalled: nothing
   *  more came · unclear: it came slowly, which says nothing of sizes · else how the connection failed. */
  readonly outcome: string;
  readonly bytesIn: number;
  readonly ms: number;
  readonly said: string;
}

const LIMIT_MS = 4_000;
/** A page may take its time before its first byte: it gets so many times the limit, and HEAD shows what is usual. */
const HTTP_PATIENCE = 2.5;

/** More than two full Ethernet segments. */
const BIG_REQUEST_BYTES = 3_500;

/**
 * A ClientHello that no server can agree to (TLS 1.0 with an export cipher): its answer, an alert, is 7 bytes. The
 * shortest exchange that shows that bytes travel both ways.
 */
function smallHello(): Buffer {
  const body = Buffer.concat([Buffer.from([3, 1]), randomBytes(32), Buffer.from([0, 0, 2, 0, 3, 1, 0])]);
  const message = Buffer.concat([Buffer.from([1, 0, 0, body.length]), body]);
  return Buffer.concat([Buffer.from([22, 3, 1, 0, message.length]), message]);
}

/**
 * Small exchanges against big ones with the same server: where only the big ones stall, and do so again, something on
 * the way drops full-size packets and tells nobody.
 */
export function comparePacketSizes(dialler: Dialler, params: PathMtuParams, signal?: AbortSignal): Promise<Evidence> {
  const { host, address, port, tls } = params;
  const url = `${tls ? 'https' : 'http'}://${authority(host, port, tls ? 443 : 80)}/`;
  const tool = `ping -c 3 -M do -s 1472 ${word(address)}   # against -s 500; and: curl -sk -o /dev/null -m 5 ${word(url)}`;
  const about = {
    what: `small and big exchanges with ${host}:${port} at ${address}`,
    byHand: handLine(dialler, 'tcp', address, port, tool),
  };
  return exchangeEvidence(dialler, about, () => converse(dialler, params, signal));
}

async function converse(dialler: Dialler, params: PathMtuParams, signal?: AbortSignal): Promise<Spoken> {
  const { host, address, port, tls } = params;
  const turns = Array.from({ length: Math.min(params.repeats ?? 2, 5) });
  const sized = (
    await Promise.all(
      turns.flatMap(() => [
        small(dialler, params, signal),
        bigReply(dialler, params, signal),
        bigRequest(dialler, params, signal),
      ]),
    )
  ).sort((a, b) => b.size.localeCompare(a.size));
  const broken = sized.filter(({ outcome }) => outcome === 'tool');
  return {
    data: { conversation: 'path-mtu', host, address, port, tls, exchanges: sized.map((one) => ({ ...one })) },
    lines: [
      `; ${host} port ${port} at ${address}`,
      ...sized.map(
        ({ size, outcome, bytesIn, ms, said }) =>
          `${size}: ${outcome}, ${bytesIn} bytes came, ${ms} ms${said ? ` (${said})` : ''}`,
      ),
    ],
    timedOut: false,
    toolTrouble: broken.length === sized.length ? { kind: 'tool', said: broken[0]?.said ?? '' } : null,
  };
}

/** Writes bytes on a fresh connection and reads until there is enough. */
async function exchange(
  dialler: Dialler,
  params: PathMtuParams,
  size: Sized['size'],
  bytes: Buffer,
  enough: (bytes: Buffer) => boolean,
  signal?: AbortSignal,
): Promise<Sized> {
  const limitMs = params.limitMs ?? LIMIT_MS;
  const deadline = new Deadline(limitMs + PIPE_GRACE_MS, signal);
  const began = performance.now();
  try {
    const opened = await openPipe(dialler, 'tcp', params.address, params.port, deadline.signal);
    if (opened.pipe === null)
      return { size, outcome: opened.failure.kind, bytesIn: 0, ms: 0, said: opened.failure.said };
    const { pipe } = opened;
    pipe.startClock(deadline, limitMs);
    const reading = readUntil(pipe, enough, { bytes: 256 * 1024, signal: deadline.signal });
    pipe.write(bytes);
    const { because } = await reading;
    const { failure, bytesIn } = pipe;
    pipe.destroy();
    const ended = failure && failure.kind !== 'closed' ? failure.kind : 'closed';
    const outcome =
      because === 'over'
        ? deadline.over === 'cancelled'
          ? 'cancelled'
          : 'stalled'
        : because === 'ended'
          ? ended
          : 'answered';
    return { size, outcome, bytesIn, ms: roundMs(performance.now() - began), said: failure?.said ?? '' };
  } finally {
    deadline.clear();
  }
}

function httpRequest({ host, port }: PathMtuParams, method: 'HEAD' | 'GET', padding: number): Buffer {
  const head = requestBytes({ method, path: '/', authority: authority(host, port, 80), close: true }).toString(
    'latin1',
  );
  const pad = padding > 0 ? `X-Padding: ${'x'.repeat(padding)}\r\n` : '';
  return Buffer.from(head.replace('\r\n\r\n', `\r\n${pad}\r\n`), 'latin1');
}

const hasHead = (bytes: Buffer) => bytes.includes('\r\n\r\n');

function small(dialler: Dialler, params: PathMtuParams, signal?: AbortSignal): Promise<Sized> {
  if (params.tls) return exchange(dialler, params, 'small', smallHello(), (bytes) => bytes.length >= 7, signal);
  return exchange(dialler, params, 'small', httpRequest(params, 'HEAD', 0), hasHead, signal);
}

async function bigReply(dialler: Dialler, params: PathMtuParams, signal?: AbortSignal): Promise<Sized> {
  if (params.tls) return handshake(dialler, params, 'big-reply', 0, signal);
  const limitMs = (params.limitMs ?? LIMIT_MS) * HTTP_PATIENCE;
  let last: ReplyState = 'nothing';
  const whole = (bytes: Buffer): boolean => {
    last = replyState(bytes);
    return last === 'whole' || last === 'not-http';
  };
  const patient = { ...params, limitMs };
  const seen = await exchange(dialler, patient, 'big-reply', httpRequest(params, 'GET', 0), whole, signal);
  if (seen.outcome !== 'stalled') return seen;
  // Whatever began to come and goes on slowly (a stream of events, a slow page) is no matter of sizes.
  const isStalled = last === 'nothing' || last === 'head-only';
  return isStalled ? seen : { ...seen, outcome: 'unclear', said: 'it began, and did not end in time' };
}

async function bigRequest(dialler: Dialler, params: PathMtuParams, signal?: AbortSignal): Promise<Sized> {
  if (!params.tls)
    return exchange(dialler, params, 'big-request', httpRequest(params, 'HEAD', BIG_REQUEST_BYTES), hasHead, signal);
  return handshake(dialler, params, 'big-request', BIG_REQUEST_BYTES, signal);
}

async function handshake(
  dialler: Dialler,
  params: PathMtuParams,
  size: Sized['size'],
  helloPadding: number,
  signal?: AbortSignal,
): Promise<Sized> {
  const { host, address, port, limitMs = LIMIT_MS } = params;
  const name = host.replace(/\.$/, '');
  const began = performance.now();
  const servername = isIP(name) === 0 ? name : null;
  const tls = await tlsAttempt(dialler, { address, port, servername, ca: null, limitMs, signal, helloPadding });
  const answered = ['done', 'alert', 'protocol', 'not-tls'].includes(tls.outcome);
  const outcome = answered ? 'answered' : tls.outcome === 'timeout' ? 'stalled' : tls.outcome;
  return { size, outcome, bytesIn: tls.bytesIn, ms: roundMs(performance.now() - began), said: tls.said };
}
