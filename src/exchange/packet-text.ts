import { isIP } from 'node:net';

/** The headers of one packet, as `tcpdump -n -v -S` tells them. What it carried is not kept. */
export interface Packet {
  /** Seconds since 1970, by the engine's clock. */
  readonly at: number;
  /** udp: DNS only; of icmp only what says that something was not delivered. */
  readonly kind: 'tcp' | 'dns' | 'icmp';
  readonly from: string;
  readonly fromPort: number;
  readonly to: string;
  readonly toPort: number;
  /** Time to live (hop limit) on arrival; null where it was not told. */
  readonly ttl: number | null;
  /** The IPv4 header's identification: differs between a packet and its repetition; null where there is none. */
  readonly id: number | null;
  /** tcpdump's letters: S, F, R, P and "." for an acknowledgement. Empty of anything but TCP. */
  readonly flags: string;
  /** Absolute; null where the packet carries none. */
  readonly seq: number | null;
  readonly ack: number | null;
  /** Bytes of TCP payload that it had; they are not kept. */
  readonly bytes: number;
  /** The number of a DNS question, which its answer repeats; null of anything else. */
  readonly query: number | null;
  readonly isAnswer: boolean;
  /** `no error`, or what the nameserver answered instead; empty of anything but an answer. */
  readonly rcode: string;
  /** ICMP: whom the undelivered packet was for, why, and the size that would pass. */
  readonly about: string;
  readonly why: string;
  readonly mtu: number | null;
}

const HEAD = /^(\d{9,11}\.\d{1,9}) (?:\S{1,32} {1,8}(?:In|Out|M|B|P) {1,4})?(IP6?) \((.{1,900})$/;
/** The end of the header's own words, after which IPv6's addresses stand. */
const END = /,? (?:payload )?length:? \d{1,6}(?:, [^)]{0,60})?\)/;
const ADDRESSES = /^ {1,8}([0-9a-fA-F.:]{2,50}) > ([0-9a-fA-F.:]{2,50}): (.{0,600})$/;
const RCODE = /^(NXDomain|ServFail|Refused|FormErr|NotImp|Resp\d{1,3})\b/;
const UNREACHABLE = /^(?:host )?([0-9a-fA-F.:]{2,50})(?: (?:tcp|udp) port \d{1,5})? unreachable\b(.{0,80})/;

/** Packets of tcpdump's text, at most `most`. Lines of their contents, and all else that was not asked for, are passed over. Pure. */
export function parsePackets(text: string, most: number): Packet[] {
  const packets: Packet[] = [];
  const lines = text.split('\n');
  for (let index = 0; index < lines.length && packets.length < most; index += 1) {
    const head = HEAD.exec((lines[index] ?? '').slice(0, 1_000));
    if (head === null) continue;
    const [, at = '', version = '', words = ''] = head;
    const end = END.exec(words);
    if (end === null) continue;
    const fields = words.slice(0, end.index);
    // IPv4's addresses stand on the next line, IPv6's on the same.
    const said = version === 'IP6' ? words.slice(end.index + end[0].length) : (lines[index + 1] ?? '').slice(0, 1_000);
    const packet = packetOf(Number(at), fields, said, lines[index + 2] ?? '', lines[index + 3] ?? '');
    if (packet !== null) packets.push(packet);
  }
  return packets;
}

function packetOf(at: number, fields: string, said: string, quoted: string, addressed: string): Packet | null {
  const found = ADDRESSES.exec(said);
  if (found === null) return null;
  const [, sender = '', receiver = '', words = ''] = found;
  const [from, fromPort] = place(sender);
  const [to, toPort] = place(receiver);
  if (isIP(from) === 0 || isIP(to) === 0) return null;
  const base = { at, from, fromPort, to, toPort, ttl: counted(fields, 'ttl', 'hlim'), id: counted(fields, 'id') };
  const flags = /^Flags \[([A-Z.]{1,8}|none)\]/.exec(words)?.[1];
  if (flags !== undefined) return { ...base, ...NOTHING, kind: 'tcp', flags, ...tcp(words) };
  if (/^ICMP6?[ ,]/.test(words)) return icmp({ ...base, ...NOTHING, kind: 'icmp' }, words, quoted, addressed);
  const query = /^(\d{1,5})[-+*%|$]{0,4} (.{0,300})$/.exec(words);
  if (query === null || (fromPort !== 53 && toPort !== 53)) return null;
  const isAnswer = fromPort === 53;
  const rcode = isAnswer ? (RCODE.exec(query[2] ?? '')?.[1] ?? 'no error') : '';
  return { ...base, ...NOTHING, kind: 'dns', query: Number(query[1]), isAnswer, rcode };
}

const NOTHING = {
  flags: '',
  seq: null,
  ack: null,
  bytes: 0,
  query: null,
  isAnswer: false,
  rcode: '',
  about: '',
  why: '',
  mtu: null,
} as const;

function tcp(words: string): Pick<Packet, 'seq' | 'ack' | 'bytes'> {
  const number = (pattern: RegExp): number | null => {
    const found = pattern.exec(words)?.[1];
    return found === undefined ? null : Number(found);
  };
  const length = number(/, length (\d{1,7})/);
  const span = /, seq (\d{1,10}):(\d{1,10})/.exec(words);
  // Of a packet that was cut short the end is not told; its numbers are.
  const bytes = length ?? (span ? (Number(span[2]) - Number(span[1]) + 2 ** 32) % 2 ** 32 : 0);
  return { seq: number(/, seq (\d{1,10})/), ack: number(/, ack (\d{1,10})/), bytes };
}

/** What was not delivered is quoted behind it: `IP (…)`, and its addresses on the line after. */
function icmp(base: Packet, words: string, quoted: string, addressed: string): Packet | null {
  const told = words.startsWith('ICMP6') ? toldBy6(words) : toldBy4(words, quotedReceiver(quoted, addressed));
  return told && { ...base, ...told };
}

type Told = Pick<Packet, 'about' | 'why' | 'mtu'>;

function toldBy6(words: string): Told | null {
  const said = /^ICMP6, (destination unreachable|packet too big|time exceeded[^,[]{0,30})(.{0,200})/.exec(words);
  if (said === null) return null;
  const [, kind = '', more = ''] = said;
  // `, unreachable route fd00::2`, `, unreachable port, fd00::2 tcp port 443`
  const [, why = kind, about = ''] = /^, ([a-z ]{3,60}?),? ([0-9a-fA-F.:]{2,50})\b/.exec(more) ?? [];
  return told(/, mtu (\d{2,6})/.exec(more)?.[1], why, isIP(about) ? about : '');
}

function toldBy4(words: string, quoted: string): Told | null {
  const said = words.slice('ICMP '.length);
  if (said.startsWith('time exceeded')) return told(undefined, 'time exceeded on the way', quoted);
  const [, about = '', more = ''] = UNREACHABLE.exec(said) ?? [];
  if (about === '') return null;
  const kind = said.startsWith('host ') ? 'host unreachable' : / port /.test(said) ? 'port unreachable' : 'unreachable';
  const why = /^ - ([a-z ]{3,60})/.exec(more)?.[1]?.trim() ?? kind;
  return told(/need to frag \(mtu (\d{2,6})\)/.exec(more)?.[1], why, quoted || about);
}

function told(mtu: string | undefined, why: string, about: string): Told {
  return mtu === undefined ? { about, why, mtu: null } : { about, why: 'too big', mtu: Number(mtu) };
}

function quotedReceiver(quoted: string, addressed: string): string {
  if (!/^\s{0,4}IP \(/.test(quoted.slice(0, 20))) return '';
  const found = /^ {1,8}[0-9a-fA-F.:]{2,50} > ([0-9a-fA-F.:]{2,50}): /.exec(addressed.slice(0, 200))?.[1];
  return found === undefined ? '' : place(found)[0];
}

/** `10.0.0.1.443` or `fd00::1.443`: the port stands behind the last dot; without one, of ICMP, there is none. */
function place(text: string): [address: string, port: number] {
  if (isIP(text) !== 0) return [text, 0];
  const dot = text.lastIndexOf('.');
  const port = text.slice(dot + 1);
  return /^\d{1,5}$/.test(port) ? [text.slice(0, dot), Number(port)] : [text, 0];
}

function counted(fields: string, ...names: string[]): number | null {
  for (const name of names) {
    const found = new RegExp(`(?:^|, )${name} (\\d{1,5})(?:,|$)`).exec(fields)?.[1];
    if (found !== undefined) return Number(found);
  }
  return null;
}

/** One line a packet, for people: headers alone. Pure. */
export function packetLine(packet: Packet, since: number): string {
  const { fromPort, toPort, ttl } = packet;
  const time = (packet.at - since).toFixed(6).padStart(10);
  const side = (address: string, port: number) =>
    address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  const hops = ttl === null ? '' : `, ttl ${ttl}`;
  if (packet.kind === 'icmp') {
    const size = packet.mtu === null ? '' : `, size ${packet.mtu}`;
    return `${time} ${packet.from} > ${packet.to} icmp: ${packet.about || 'what it was sent'}: ${packet.why}${size}${hops}`;
  }
  const ends = `${time} ${side(packet.from, fromPort)} > ${side(packet.to, toPort)}`;
  if (packet.kind === 'dns') {
    return `${ends} dns ${packet.isAnswer ? `answer ${packet.query}, ${packet.rcode}` : `question ${packet.query}`}${hops}`;
  }
  const numbers = [packet.seq === null ? '' : `seq ${packet.seq}`, packet.ack === null ? '' : `ack ${packet.ack}`];
  return [`${ends} tcp [${packet.flags}]`, ...numbers.filter(Boolean), `${packet.bytes} bytes`].join(', ') + hops;
}
