import type { Facts } from '../session/evidence.ts';
import { conversation, median, shown, tenth } from './conversation.ts';
import type { Extractor } from './extractor.ts';
import { isRow, number, type Row, rows, text } from './values.ts';

/** Connection and handshake, the pipe's making taken off; `estimated` where the connection's end was not seen. */
interface Phases {
  readonly connectMs: number;
  readonly handshakeMs: number;
  readonly estimated: boolean;
}

function phasesOf(data: Row, serverMs: number): Phases {
  const cost = number(data.pipeCostMs) ?? 0;
  const less = (ms: number, other: number) => tenth(Math.max(0, ms - other));
  const connected = number(data.connectMs);
  const shaken = number(data.handshakeMs);
  if (shaken === null) {
    // Plain HTTP: the first byte came after connecting and one request.
    const first = number(data.firstByteMs) ?? 0;
    const connectMs = connected === null ? less(first - serverMs, cost) : less(connected, cost);
    return { connectMs, handshakeMs: 0, estimated: connected === null };
  }
  if (connected !== null)
    return { connectMs: less(connected, cost), handshakeMs: less(shaken, connected), estimated: false };
  // A round trip to connect, one to shake hands: half each is as near as can be said.
  const both = less(shaken, cost);
  return { connectMs: tenth(both / 2), handshakeMs: tenth(both / 2), estimated: true };
}

/** How long nothing came of a connection that was ready for a request; null where it was not, or did not stay silent. */
function waitedMs(data: Row): number | null {
  const isSilent = ['silent', 'timeout'].includes(text(data.outcome));
  const readyMs = data.tls === true ? number(data.handshakeMs) : number(data.connectMs);
  const totalMs = number(data.totalMs);
  if (!isSilent || readyMs === null || totalMs === null) return null;
  const hasBytes = data.tls !== true && number(data.firstByteMs) !== null;
  return hasBytes ? null : Math.round(totalMs - readyMs);
}

/** What the service's own path takes: the quickest of its replies, so that one hiccup is none. */
function pathFacts(data: Row): Facts {
  if (!isRow(data.own)) return {};
  const replied = rows(data.own.talks).filter(({ outcome }) => text(outcome) === 'replied');
  const pages = replied.filter(({ status }) => (number(status) ?? 500) < 400);
  const times = pages.flatMap(({ firstByteMs }) => number(firstByteMs) ?? []);
  return { path: text(data.own.path), ...shown('pathFirstByteMs', times.length < 1 ? null : Math.min(...times)) };
}

/** Facts of HTTP requests on one connection. Pure. */
export const httpLatency: Extractor = {
  id: 'http-latency',
  about: 'Where a request’s time goes: connection, handshake, and the server’s own time to the first byte.',
  facts: {
    answered: { type: 'bool', about: 'a HEAD request got an HTTP reply' },
    failure: { type: 'string', about: 'what came instead; empty when answered' },
    waitedMs: {
      type: 'double',
      about: 'the connection stood, with its handshake, and in so many milliseconds not a byte of an answer came',
    },
    connectMs: { type: 'double', about: 'making the connection, in milliseconds, making the pipe taken off' },
    handshakeMs: { type: 'double', about: 'the TLS handshake, in milliseconds; 0 for plain HTTP' },
    phasesEstimated: { type: 'bool', about: 'the two were measured together and are halves' },
    firstByteMs: { type: 'double', about: 'median from a request to the first byte of its reply, in milliseconds' },
    slowestFirstByteMs: { type: 'double', about: 'the slowest of them' },
    dnsMs: { type: 'double', about: 'the look-up, from the step that measured it' },
    totalMs: { type: 'double', about: 'look-up, connection, handshake and first byte together' },
    requests: { type: 'int', about: 'requests that were answered' },
    status: { type: 'int', about: 'status of the first reply' },
    path: { type: 'string', about: 'the path that the service itself asks for; absent without one' },
    pathFirstByteMs: {
      type: 'double',
      about: 'the quickest first byte there, in milliseconds; absent where that is no page (status of 400 or more)',
    },
  },
  extract(evidence): Facts {
    const data = conversation(evidence, 'http-latency');
    if (data === null) return {};
    const talks = rows(data.talks);
    const replied = talks.filter(({ outcome }) => text(outcome) === 'replied');
    const times = replied.flatMap(({ firstByteMs }) => number(firstByteMs) ?? []);
    const firstByteMs = median(times);
    if (firstByteMs === null) {
      const how = text(data.said) || text(talks[0]?.outcome) || text(data.outcome);
      return { answered: false, failure: how, requests: 0, ...shown('waitedMs', waitedMs(data)) };
    }
    const { connectMs, handshakeMs, estimated } = phasesOf(data, firstByteMs);
    const dnsMs = number(data.dnsMs);
    return {
      answered: true,
      failure: '',
      connectMs,
      handshakeMs,
      phasesEstimated: estimated,
      firstByteMs,
      slowestFirstByteMs: Math.max(...times),
      ...shown('dnsMs', dnsMs),
      totalMs: tenth((dnsMs ?? 0) + connectMs + handshakeMs + firstByteMs),
      requests: replied.length,
      ...shown('status', number(replied[0]?.status)),
      ...pathFacts(data),
    };
  },
};
