import type { Evidence } from '../session/evidence.ts';
import { Deadline, pause } from './deadline.ts';
import type { Dialler } from './dialler.ts';
import type { DnsAsked } from './dns-ask.ts';
import { askTcp } from './dns-tcp.ts';
import { UdpAsker } from './dns-udp.ts';
import { exchangeEvidence, handLine, type Spoken, word } from './exchange-evidence.ts';
import type { Failure } from './failure.ts';

export interface SeriesParams {
  readonly server: string;
  readonly port?: number;
  /** An absolute name that the nameserver knows. */
  readonly name: string;
  /** Look-ups (an A and an AAAA each) a way; at most 200, default 100. */
  readonly count?: number;
  /** Milliseconds between look-ups; 40, at least 20. */
  readonly paceMs?: number;
  /** Milliseconds to wait for an answer; 1500. */
  readonly limitMs?: number;
  readonly budgetMs?: number;
}

type Way = 'one-socket' | 'apart' | 'tcp';

interface Tally {
  readonly way: Way;
  readonly asked: number;
  readonly answered: number;
  readonly lost: number;
  readonly lostAaaa: number;
  readonly slowestMs: number | null;
}

const MAX_COUNT = 200;
const MIN_PACE_MS = 20;
/** A question follows the answer to the one before, or nothing for so long: the pipe must not make one datagram of two. */
const SPACING_MS = 60;
/** So many lost of so many look-ups show it; each one more would cost its full time-out. */
const ENOUGH_LOST = 5;
const ENOUGH_TURNS = 20;
/** Of the time that there is, either way over UDP may take so much: TCP, which tells the server apart, comes last. */
const SHARE_OF_WAY = 0.4;
const TCP_QUESTIONS = 20;
/** Look-ups after which a server that answered none is silent; no series is needed to say so. */
const ENOUGH_SILENCE = 5;

/**
 * A paced, capped series of look-ups at one nameserver: A and AAAA on one socket, then on sockets apart, then over TCP.
 * Loss on one socket alone is the kernel's connection tracking; on both, the network or the server; TCP tells whether
 * the server is at fault. The pair's two packets are milliseconds apart here, where a libc's are microseconds: a race
 * between them is rarer here than in the service.
 */
export function askSeries(dialler: Dialler, params: SeriesParams, signal?: AbortSignal): Promise<Evidence> {
  const { server, port = 53, name } = params;
  const tool = `sh -c 'for i in $(seq 100); do dig @${server} -p ${port} ${word(name)} +tries=1 +time=2 +short | grep -q . || echo lost; done'`;
  const about = { what: `a series of look-ups at ${server}`, byHand: handLine(dialler, 'udp', server, port, tool) };
  return exchangeEvidence(dialler, about, () => converse(dialler, params, signal));
}

async function converse(dialler: Dialler, params: SeriesParams, signal?: AbortSignal): Promise<Spoken> {
  const { server, port = 53, name, budgetMs = 45_000 } = params;
  const deadline = new Deadline(budgetMs, signal);
  const tallies: Tally[] = [];
  let trouble: Failure | null = null;
  try {
    for (const way of ['one-socket', 'apart'] as const) {
      const tally = await udpSeries(dialler, params, way, deadline);
      if ('said' in tally) trouble = tally;
      else tallies.push(tally);
    }
    if (deadline.over === null) tallies.push(await tcpSeries(dialler, params, deadline));
  } finally {
    deadline.clear();
  }
  const lines = [`; ${name} at ${server} port ${port}, paced`];
  for (const { way, asked, answered, lost, slowestMs } of tallies) {
    lines.push(`${way}: ${asked} asked, ${answered} answered, ${lost} lost, slowest ${slowestMs ?? '-'} ms`);
  }
  return {
    data: {
      conversation: 'dns-series',
      server,
      name,
      complete: deadline.over === null,
      tallies: tallies.map((tally) => ({ ...tally })),
    },
    lines,
    timedOut: deadline.over === 'timeout',
    toolTrouble: tallies.every(({ asked }) => asked === 0) ? trouble : null,
  };
}

async function udpSeries(
  dialler: Dialler,
  params: SeriesParams,
  way: 'one-socket' | 'apart',
  deadline: Deadline,
): Promise<Tally | Failure> {
  const { server, port = 53, name, limitMs = 1_500 } = params;
  const count = Math.min(params.count ?? 100, MAX_COUNT);
  const paceMs = Math.max(params.paceMs ?? 40, MIN_PACE_MS);
  const options = { spacingMs: SPACING_MS, signal: deadline.signal };
  const first = await UdpAsker.open(dialler, server, port, options);
  if (!(first instanceof UdpAsker)) return first;
  const second = way === 'apart' ? await UdpAsker.open(dialler, server, port, options) : first;
  if (!(second instanceof UdpAsker)) {
    first.close();
    return second;
  }
  const limits = { limitMs, signal: deadline.signal };
  const results: DnsAsked[] = [];
  const until = performance.now() + (params.budgetMs ?? 45_000) * SHARE_OF_WAY;
  try {
    await Promise.all([...new Set([first, second])].map((one) => one.warmUp({ name, type: 'A' }, deadline.signal)));
    for (let turn = 0; turn < count && deadline.over === null; turn += 1) {
      const pair = Promise.all([first.ask({ name, type: 'A' }, limits), second.ask({ name, type: 'AAAA' }, limits)]);
      const [both] = await Promise.all([pair, pause(paceMs, deadline.signal)]);
      results.push(...both);
      if (turn + 1 === ENOUGH_SILENCE && results.every(({ reply }) => reply === null)) break;
      const lost = results.filter(({ reply }) => reply === null).length;
      if ((turn + 1 >= ENOUGH_TURNS && lost >= ENOUGH_LOST) || performance.now() > until) break;
    }
    return tallyOf(way, results);
  } finally {
    first.close();
    second.close();
  }
}

async function tcpSeries(dialler: Dialler, params: SeriesParams, deadline: Deadline): Promise<Tally> {
  const { server, port = 53, name, limitMs = 1_500 } = params;
  const questions = Array.from({ length: TCP_QUESTIONS }, (_, index) => ({
    name,
    type: index % 2 === 0 ? ('A' as const) : ('AAAA' as const),
  }));
  const results: DnsAsked[] = [];
  // One after the other, and no further once it is plain that TCP does not work here.
  for (const question of [questions.slice(0, 2), questions.slice(2)]) {
    results.push(...(await askTcp(dialler, server, port, question, { limitMs, signal: deadline.signal })));
    if (results.every(({ reply }) => reply === null)) break;
  }
  return tallyOf('tcp', results);
}

function tallyOf(way: Way, results: readonly DnsAsked[]): Tally {
  const counted = results.filter(({ outcome }) => outcome !== 'cancelled' && outcome !== 'tool');
  const lost = counted.filter(({ reply }) => reply === null);
  const times = counted.flatMap(({ ms }) => (ms === null ? [] : [ms]));
  return {
    way,
    asked: counted.length,
    answered: counted.length - lost.length,
    lost: lost.length,
    lostAaaa: lost.filter(({ type }) => type === 'AAAA').length,
    slowestMs: times.length === 0 ? null : Math.max(...times),
  };
}
