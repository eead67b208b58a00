import type { Facts, Json } from '../session/evidence.ts';
import { conversation, shown } from './conversation.ts';
import type { Extractor } from './extractor.ts';
import { number, type Row, rows, text, texts, unique } from './values.ts';

/** Sent so often and never acknowledged: no accident of one loss. */
const STALLED_SENDS = 3;
/** Two of the same within less are one packet, seen on two interfaces, in seconds. */
const SAME_SECONDS = 0.005;

interface Packet {
  readonly at: number;
  readonly kind: string;
  readonly from: string;
  readonly fromPort: number;
  readonly to: string;
  readonly toPort: number;
  readonly ttl: number | null;
  readonly flags: string;
  readonly seq: number | null;
  readonly ack: number | null;
  readonly bytes: number;
  readonly row: Row;
}

/** One connection, as far as it was seen. */
interface Flow {
  readonly peer: string;
  readonly out: readonly Packet[];
  readonly in: readonly Packet[];
}

function packetOf(row: Row): Packet {
  return {
    at: number(row.at) ?? 0,
    kind: text(row.kind),
    from: text(row.from),
    fromPort: number(row.fromPort) ?? 0,
    to: text(row.to),
    toPort: number(row.toPort) ?? 0,
    ttl: number(row.ttl),
    flags: text(row.flags),
    seq: number(row.seq),
    ack: number(row.ack),
    bytes: number(row.bytes) ?? 0,
    row,
  };
}

/** On several interfaces of a host the same packet shows several times. */
function withoutEchoes(packets: readonly Packet[]): Packet[] {
  const seen = new Map<string, number>();
  return packets.filter(({ at, row, ...one }) => {
    const parts = [one.kind, one.from, one.fromPort, one.to, one.toPort, one.flags, one.seq, one.ack, one.bytes];
    const key = [...parts, row.id, row.query, row.isAnswer, row.why, row.about].join(' ');
    const before = seen.get(key);
    seen.set(key, at);
    return before === undefined || at - before > SAME_SECONDS;
  });
}

function flowsOf(packets: readonly Packet[], addresses: readonly string[], port: number): Flow[] {
  const flows = new Map<string, { peer: string; out: Packet[]; in: Packet[] }>();
  for (const packet of packets.filter(({ kind }) => kind === 'tcp')) {
    const goesOut = packet.toPort === port && addresses.includes(packet.to);
    if (!goesOut && !(packet.fromPort === port && addresses.includes(packet.from))) continue;
    const [peer, local] = goesOut
      ? [packet.to, `${packet.from} ${packet.fromPort}`]
      : [packet.from, `${packet.to} ${packet.toPort}`];
    const key = `${peer} ${local}`;
    const flow = flows.get(key) ?? { peer, out: [], in: [] };
    flow[goesOut ? 'out' : 'in'].push(packet);
    flows.set(key, flow);
  }
  return [...flows.values()];
}

const has = (packets: readonly Packet[], flag: string): boolean => packets.some(({ flags }) => flags.includes(flag));
const isOpening = ({ flags }: Packet): boolean => flags === 'S';

/** A reset that ends what nobody had ended: after a FIN it is mere tidying up. */
function cutOff({ out, in: incoming }: Flow): Packet | undefined {
  const reset = incoming.find(({ flags }) => flags.includes('R'));
  const ended = [...out, ...incoming].some(({ flags, at }) => flags.includes('F') && at <= (reset?.at ?? 0));
  return ended ? undefined : reset;
}

/** Sent again and again, and the other side acknowledged nothing from then on. */
function stalls({ out, in: incoming }: Flow): boolean {
  const sent = new Map<string, Packet[]>();
  for (const packet of out.filter(({ bytes, flags }) => bytes > 0 && !flags.includes('S'))) {
    const key = `${packet.seq}`;
    sent.set(key, [...(sent.get(key) ?? []), packet]);
  }
  return [...sent.values()].some(([first, ...again]) => {
    if (first === undefined || again.length + 1 < STALLED_SENDS) return false;
    return !incoming.some(({ at, ack }) => at > first.at && ack !== null && ack > (first.seq ?? 0));
  });
}

/** Segments that were sent more than once, on one side. */
function repeated(packets: readonly Packet[]): number {
  const segments = packets
    .filter(({ bytes }) => bytes > 0)
    .map(({ seq, from, fromPort }) => `${from} ${fromPort} ${seq}`);
  return segments.length - new Set(segments).size;
}

/** Hops that a reset came over, against those of the same address's other packets; null where nothing tells. */
function resetsFromAfar(flows: readonly Flow[]): { differs: boolean; resetTtl: number; otherTtl: number } | null {
  const resets = flows.flatMap((flow) => cutOff(flow) ?? []);
  for (const reset of resets) {
    const others = flows
      .filter(({ peer }) => peer === reset.from)
      .flatMap((flow) => flow.in)
      .filter(({ flags, ttl }) => !flags.includes('R') && ttl !== null);
    const [first] = others;
    if (reset.ttl === null || first?.ttl == null) continue;
    const otherTtl = first.ttl;
    return { differs: others.every(({ ttl }) => ttl !== reset.ttl), resetTtl: reset.ttl, otherTtl };
  }
  return null;
}

/** Questions that nobody answered, by nameserver. The last second is left out: their answers may have come after it. */
function questions(packets: readonly Packet[]): Map<string, { asked: number; open: number }> {
  const servers = new Map<string, { asked: number; open: number }>();
  const dns = packets.filter(({ kind }) => kind === 'dns');
  const last = Math.max(0, ...packets.map(({ at }) => at));
  const keys = new Set<string>();
  for (const one of dns.filter(({ row }) => row.isAnswer !== true)) {
    const key = `${one.from} ${one.fromPort} ${one.to} ${one.row.query}`;
    // Asked again on the same socket with the same number: one question.
    if (keys.has(key)) continue;
    keys.add(key);
    const answer = dns.some(
      ({ row, from, to, toPort }) =>
        row.isAnswer === true &&
        from === one.to &&
        to === one.from &&
        toPort === one.fromPort &&
        row.query === one.row.query,
    );
    if (!answer && last - one.at < 1) continue;
    const server = servers.get(one.to) ?? { asked: 0, open: 0 };
    servers.set(one.to, { asked: server.asked + 1, open: server.open + (answer ? 0 : 1) });
  }
  return servers;
}

function icmpFacts(packets: readonly Packet[], addresses: readonly string[]): { [key: string]: Json } {
  // IPv6's "too big" does not tell of which packet.
  const isAbout = ({ row }: Packet): boolean =>
    addresses.includes(text(row.about)) || (text(row.about) === '' && number(row.mtu) !== null);
  const icmp = packets.filter((one) => one.kind === 'icmp' && isAbout(one));
  const narrow = icmp.find(({ row }) => number(row.mtu) !== null);
  const refusal = icmp.find(({ row }) => number(row.mtu) === null);
  const sides = packets.filter(({ kind, to }) => kind === 'tcp' && addresses.includes(to)).map(({ from }) => from);
  const sender = refusal?.from ?? '';
  return {
    ...(refusal
      ? {
          undeliveredBy: sender,
          // Its own kernel says so when nobody in its own network answers for the address.
          undeliveredByItself: sender === refusal.to || sides.includes(sender),
          undeliveredWhy: text(refusal.row.why),
          undelivered: icmp.filter(({ row }) => number(row.mtu) === null).length,
        }
      : {}),
    ...(narrow ? { narrowBy: narrow.from, narrowSize: number(narrow.row.mtu) ?? 0 } : {}),
  };
}

/** Facts of the packets' headers that a capture kept. Pure. */
export const capture: Extractor = {
  id: 'capture',
  about: 'Headers of the packets that passed in the target’s network for some seconds, while the endpoint was tried.',
  facts: {
    packets: { type: 'int', about: 'packets that were kept' },
    seconds: { type: 'int', about: 'how long it may have lasted' },
    complete: { type: 'bool', about: 'it lasted that long, and the kernel lost none' },
    rounds: { type: 'int', about: 'how often we tried the endpoint meanwhile' },
    addresses: { type: 'int', about: 'addresses of the endpoint that were known' },
    flows: { type: 'int', about: 'connections to the endpoint of which a packet was seen' },
    left: { type: 'int', about: 'packets that left for the endpoint' },
    unansweredFlows: {
      type: 'int',
      about: 'connections whose SYN left at least twice, and to which nothing came back',
    },
    unansweredAddresses: { type: 'list<string>', about: 'addresses that answered no SYN' },
    openings: { type: 'int', about: 'SYNs that left in those' },
    answeredFlows: { type: 'int', about: 'connections that the endpoint accepted' },
    resetFlows: { type: 'int', about: 'connections that a reset in the endpoint’s name cut off' },
    refusedFlows: { type: 'int', about: 'of these, those whose SYN was answered by it' },
    resetsDiffer: {
      type: 'bool',
      about:
        'the resets came over another number of hops than all else of the same address; absent where nothing tells',
    },
    resetTtl: { type: 'int', about: 'time to live of such a reset' },
    otherTtl: { type: 'int', about: 'time to live of the address’s other packets' },
    resetsByTarget: { type: 'int', about: 'connections that this side ended with a reset' },
    stalledFlows: {
      type: 'int',
      about: 'accepted connections where the same bytes left three times and were not acknowledged',
    },
    retransmissions: { type: 'int', about: 'segments that this side sent again' },
    repeatedByPeer: {
      type: 'int',
      about: 'segments that the other side sent again: what acknowledges them does not reach it',
    },
    undelivered: { type: 'int', about: 'ICMP messages that something for the endpoint was not delivered' },
    undeliveredBy: { type: 'string', about: 'who sent the first of them' },
    undeliveredByItself: { type: 'bool', about: 'that was the container’s own address' },
    undeliveredWhy: { type: 'string', about: 'the reason in it' },
    narrowBy: { type: 'string', about: 'who said by ICMP that a packet for the endpoint is too big for the way on' },
    narrowSize: { type: 'int', about: 'the size in bytes that would pass' },
    dnsAsked: { type: 'int', about: 'DNS questions seen, of any program in there' },
    dnsUnanswered: { type: 'int', about: 'those that nobody answered' },
    dnsSilent: { type: 'list<string>', about: 'nameservers that were asked twice and more and answered nothing' },
  },
  extract(evidence): Facts {
    const data = conversation(evidence, 'capture');
    if (data === null) return {};
    const addresses = texts(data.addresses);
    const port = Number(/:(\d{1,5})$/.exec(text(data.subject))?.[1] ?? 443);
    const packets = withoutEchoes(rows(data.packets).map(packetOf));
    const flows = flowsOf(packets, addresses, port);
    const mute = flows.filter((flow) => flow.in.length === 0 && flow.out.filter(isOpening).length >= 2);
    const answered = flows.filter((flow) => has(flow.in, 'S'));
    const reset = flows.filter((flow) => cutOff(flow) !== undefined);
    const fromAfar = resetsFromAfar(flows);
    const dns = [...questions(packets)];
    return {
      packets: packets.length,
      ...shown('seconds', number(data.seconds)),
      complete: data.complete === true,
      ...shown('rounds', number(data.rounds)),
      addresses: addresses.length,
      flows: flows.length,
      left: flows.reduce((sum, flow) => sum + flow.out.length, 0),
      unansweredFlows: mute.length,
      unansweredAddresses: unique(mute.map(({ peer }) => peer)),
      openings: mute.reduce((sum, flow) => sum + flow.out.filter(isOpening).length, 0),
      answeredFlows: answered.length,
      resetFlows: reset.length,
      refusedFlows: reset.filter((flow) => !has(flow.in, 'S') && flow.out.some(isOpening)).length,
      ...(fromAfar ? { resetsDiffer: fromAfar.differs, resetTtl: fromAfar.resetTtl, otherTtl: fromAfar.otherTtl } : {}),
      resetsByTarget: flows.filter((flow) => has(flow.out, 'R')).length,
      stalledFlows: answered.filter(stalls).length,
      retransmissions: repeated(flows.flatMap((flow) => flow.out)),
      repeatedByPeer: repeated(flows.flatMap((flow) => flow.in)),
      ...icmpFacts(packets, addresses),
      dnsAsked: dns.reduce((sum, [, { asked }]) => sum + asked, 0),
      dnsUnanswered: dns.reduce((sum, [, { open }]) => sum + open, 0),
      dnsSilent: dns.filter(([, { asked, open }]) => asked >= 2 && open === asked).map(([server]) => server),
    };
  },
};
