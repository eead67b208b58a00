import type { Evidence } from '../session/evidence.ts';
import { Deadline } from './deadline.ts';
import type { Dialler } from './dialler.ts';
import { askedData, askedLine, type DnsAsked } from './dns-ask.ts';
import { askTcp } from './dns-tcp.ts';
import { type AskLimits, UdpAsker } from './dns-udp.ts';
import type { DnsQuestion, DnsType } from './dns-wire.ts';
import { exchangeEvidence, handLine, type Spoken, word } from './exchange-evidence.ts';
import type { Failure } from './failure.ts';

export interface NameserverParams {
  /** An address, as resolv.conf has it. */
  readonly server: string;
  readonly port?: number;
  /** Absolute names; at most 8 are asked, 3 of them over TCP. */
  readonly names: readonly string[];
  /** How often each of A and AAAA is asked over UDP; 3, more where there are few names, at most 10. */
  readonly repeats?: number;
  /** Milliseconds after which a reply counts as late; one that never comes is asked once more. 2500. */
  readonly limitMs?: number;
  /** Milliseconds for all of it. 12000. */
  readonly budgetMs?: number;
}

const TYPES: readonly DnsType[] = ['A', 'AAAA'];
const MAX_NAMES = 8;
const MAX_TCP_NAMES = 3;
/** Between writes, so that two queries do not become one datagram on the way. */
const SPACING_MS = 60;
/** When a question is asked again, to be sure that it was not that. */
const CAREFUL_SPACING_MS = 150;
/** Docker's own resolver inside user-defined networks: it forwards, so what it says is its upstreams' doing. */
const DOCKER_STUB = '127.0.0.11';

/** Each question's fate: asked, and asked again on a fresh socket when overdue. */
interface Round {
  readonly first: DnsAsked;
  readonly again: DnsAsked | null;
  readonly attempt: number;
}

/**
 * Asks one nameserver by itself: A and AAAA apart, each several times over UDP and once over TCP. What is unanswered
 * after the limit is asked again with more distance before it counts as lost; replies that come late are kept as late.
 */
export function askNameserver(dialler: Dialler, params: NameserverParams, signal?: AbortSignal): Promise<Evidence> {
  const { server, port = 53 } = params;
  const name = params.names[0] ?? '.';
  const dig = `dig @${server} -p ${port} ${word(name)} A +noedns +tries=1 +time=3   # also: AAAA, and +tcp`;
  const about = { what: `nameserver ${server}, asked by itself`, byHand: handLine(dialler, 'udp', server, port, dig) };
  return exchangeEvidence(dialler, about, () => converse(dialler, params, signal));
}

async function converse(dialler: Dialler, params: NameserverParams, signal?: AbortSignal): Promise<Spoken> {
  const { server, port = 53, limitMs = 2_500, budgetMs = 12_000 } = params;
  const names = [...new Set(params.names)].slice(0, MAX_NAMES);
  const deadline = new Deadline(budgetMs, signal);
  const limits = { limitMs, lateMs: limitMs * 2, signal: deadline.signal };
  try {
    const overTcp = Promise.all(
      names.slice(0, MAX_TCP_NAMES).map((name) => {
        const questions: DnsQuestion[] = [{ name, type: 'A' }];
        return askTcp(dialler, server, port, questions, { limitMs, signal: deadline.signal });
      }),
    );
    const rounds = await udpRounds(dialler, params, names, limits);
    const failure = 'said' in rounds ? rounds : null;
    const udp = 'said' in rounds ? [] : rounds;
    const tcp = (await overTcp).flat();
    const truncated = udp.filter(({ first }) => first.reply?.truncated).map(({ first }) => first);
    const missing = truncated.find((asked) => !tcp.some((one) => one.name === asked.name && one.type === asked.type));
    if (missing) tcp.push(...(await askTcp(dialler, server, port, [missing], { limitMs, signal: deadline.signal })));
    const broken = [...udp.map(({ first }) => first), ...tcp].filter(({ outcome }) => outcome === 'tool');
    const allBroken = broken.length === udp.length + tcp.length && (failure === null || failure.kind === 'tool');
    const said = failure?.said ?? broken[0]?.said ?? 'no pipe could be made';
    const toolTrouble: Failure | null = allBroken ? { kind: 'tool', said } : null;
    return {
      data: {
        conversation: 'dns-nameserver',
        server,
        port,
        dockerStub: server === DOCKER_STUB,
        names,
        limitMs,
        complete: deadline.over === null,
        udpFailure: failure?.kind ?? '',
        asked: [
          ...udp.map(({ first, again, attempt }) => ({
            ...askedData(first),
            attempt,
            again: again === null ? null : askedData(again),
          })),
          ...tcp.map((asked) => ({ ...askedData(asked), attempt: 1, again: null })),
        ],
      },
      lines: transcript(server, port, udp, tcp, failure),
      timedOut: deadline.over === 'timeout',
      toolTrouble,
    };
  } finally {
    deadline.clear();
  }
}

async function udpRounds(
  dialler: Dialler,
  params: NameserverParams,
  names: readonly string[],
  limits: AskLimits & { limitMs: number },
): Promise<Round[] | Failure> {
  const { server, port = 53 } = params;
  const options = { spacingMs: SPACING_MS, signal: limits.signal };
  const socket = await UdpAsker.open(dialler, server, port, options);
  if (!(socket instanceof UdpAsker)) return socket;
  const careful: Promise<UdpAsker | Failure>[] = [];
  const openCarefully = async () => {
    const fresh = await UdpAsker.open(dialler, server, port, { ...options, spacingMs: CAREFUL_SPACING_MS });
    if (fresh instanceof UdpAsker) await fresh.warmUp({ name: names[0] ?? '.', type: 'A' }, limits.signal);
    return fresh;
  };
  const askAgain = async (question: DnsQuestion): Promise<DnsAsked | null> => {
    careful[0] ??= openCarefully();
    const fresh = await careful[0];
    return fresh instanceof UdpAsker ? fresh.ask(question, { limitMs: limits.limitMs, signal: limits.signal }) : null;
  };
  try {
    // The pipe is still being made when it is first written to: that question's time would be the engine's.
    const warm = await socket.warmUp({ name: names[0] ?? '.', type: 'A' }, limits.signal);
    const askAll = (first: number, last: number, some: readonly string[]): Promise<Round[]> => {
      const wanted: Promise<Round>[] = [];
      for (let attempt = first; attempt <= last; attempt += 1) {
        for (const name of some)
          for (const type of TYPES) wanted.push(round(socket, { name, type }, attempt, limits, askAgain));
      }
      return Promise.all(wanted);
    };
    const repeats = repeatsFor(params, names.length);
    if (warm?.reply) return await askAll(1, repeats, names);
    // Silent so far: a few questions show whether it is dead or slow; waiting for all of them would show no more.
    const some = names.slice(0, FEW_NAMES);
    const few = await askAll(1, FEW_REPEATS, some);
    if (few.every(({ first }) => first.outcome === 'timeout')) return few;
    const others = names.slice(FEW_NAMES);
    return [
      ...few,
      ...(await Promise.all([askAll(FEW_REPEATS + 1, repeats, some), askAll(1, repeats, others)])).flat(),
    ];
  } finally {
    socket.close();
    const fresh = await careful[0];
    if (fresh instanceof UdpAsker) fresh.close();
  }
}

/** Six questions would miss one lost packet in ten more often than not: about twenty do not cost a second more. */
const ENOUGH_QUESTIONS = 20;

/** What a nameserver is asked that was silent from the beginning: each of these is asked again besides. */
const FEW_NAMES = 2;
const FEW_REPEATS = 3;

function repeatsFor({ repeats }: NameserverParams, names: number): number {
  return Math.min(10, repeats ?? Math.max(3, Math.ceil(ENOUGH_QUESTIONS / (TYPES.length * Math.max(1, names)))));
}

async function round(
  socket: UdpAsker,
  question: DnsQuestion,
  attempt: number,
  limits: AskLimits,
  askAgain: (question: DnsQuestion) => Promise<DnsAsked | null>,
): Promise<Round> {
  let again: Promise<DnsAsked | null> | null = null;
  const first = await socket.ask(question, {
    ...limits,
    onOverdue: () => {
      again = askAgain(question);
    },
  });
  // A socket that died at once is opened anew: one ICMP message in a race must not speak for the server.
  if (again === null && first.outcome !== 'answered' && first.outcome !== 'bad-name') again = askAgain(question);
  return { first, again: await again, attempt };
}

function transcript(
  server: string,
  port: number,
  udp: readonly Round[],
  tcp: readonly DnsAsked[],
  failure: Failure | null,
): string[] {
  const lines = [`; nameserver ${server} port ${port}${server === DOCKER_STUB ? " (Docker's own forwarder)" : ''}`];
  if (failure) lines.push(`; no socket: ${failure.kind}: ${failure.said}`);
  for (const { first, again, attempt } of udp) {
    lines.push(`${attempt}. ${askedLine(first)}`);
    if (again !== null) lines.push(`   asked again: ${askedLine(again)}`);
  }
  for (const asked of tcp) lines.push(`   ${askedLine(asked)}`);
  return lines;
}
