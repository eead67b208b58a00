import type { DnsQuestion, DnsReply } from './dns-wire.ts';
import type { FailureKind } from './failure.ts';

/** What became of one question to one nameserver. */
export interface DnsAsked extends DnsQuestion {
  readonly transport: 'udp' | 'tcp';
  /** answered · malformed: bytes came that are no reply · bad-name: cannot be asked · else how it failed. */
  readonly outcome: 'answered' | 'malformed' | 'bad-name' | FailureKind;
  /** Milliseconds from the query's write to its reply; null without one in time. */
  readonly ms: number | null;
  /** The reply came after all, after the limit: milliseconds from the write. */
  readonly lateMs: number | null;
  readonly reply: DnsReply | null;
  /** The failure in words; empty otherwise. */
  readonly said: string;
}

/** One line of a transcript, close to how dig says it. */
export function askedLine(asked: DnsAsked): string {
  const question = `${asked.name} ${asked.type} ${asked.transport}`;
  const { reply } = asked;
  if (reply === null) {
    const late = asked.lateMs === null ? '' : ` (a reply came after ${Math.round(asked.lateMs)} ms)`;
    return `${question}: ${asked.outcome}${asked.said ? `: ${asked.said}` : ''}${late}`;
  }
  const flags = reply.truncated ? ', tc' : '';
  const found = [...reply.cnames.map((name) => `CNAME ${name}`), ...reply.addresses].slice(0, 8).join(' ');
  const time = `${Math.round((asked.ms ?? asked.lateMs ?? 0) * 10) / 10} ms`;
  return `${question}: status ${reply.rcode}${flags}, ${reply.records} records, ${time}${found ? `: ${found}` : ''}`;
}

/** As it is stored in evidence. */
export function askedData(asked: DnsAsked): {
  [key: string]: string | number | boolean | null | string[];
} {
  return {
    name: asked.name,
    type: asked.type,
    transport: asked.transport,
    outcome: asked.outcome,
    ms: asked.ms,
    lateMs: asked.lateMs,
    rcode: asked.reply?.rcode ?? null,
    truncated: asked.reply?.truncated ?? false,
    records: asked.reply?.records ?? 0,
    addresses: asked.reply?.addresses ?? [],
    cnames: asked.reply?.cnames ?? [],
    ttl: asked.reply?.ttl ?? null,
    said: asked.said,
  };
}
