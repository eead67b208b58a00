import { domainToASCII } from 'node:url';
import dnsPacket, { type DecodedPacket } from 'dns-packet';

export type DnsType = 'A' | 'AAAA';

export interface DnsQuestion {
  /** Without a search domain; a final dot makes no difference on the wire. */
  readonly name: string;
  readonly type: DnsType;
}

/** A reply as far as a diagnosis reads it. */
export interface DnsReply {
  /** NOERROR, NXDOMAIN, SERVFAIL, REFUSED, … */
  readonly rcode: string;
  readonly truncated: boolean;
  /** Records in the answer section. */
  readonly records: number;
  /** Addresses of the type asked for, in the order given; at most 64. */
  readonly addresses: string[];
  readonly cnames: string[];
  /** Seconds: the smallest of the answer's records. Null without records. */
  readonly ttl: number | null;
  readonly bytes: number;
}

const HEADER_BYTES = 12;
/** RFC 1035 and 2136; what stands beyond is given as RCODE followed by its number. */
const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];
const MAX_RECORDS = 400;
const MAX_LISTED = 64;

/** The name as it goes on the wire, or null when it is no name (empty or over-long labels, over 253 characters). */
export function wireName(name: string): string | null {
  const bare = name.endsWith('.') ? name.slice(0, -1) : name;
  const ascii = /^[\x21-\x7e]+$/.test(bare) ? bare : domainToASCII(bare);
  if (ascii.length === 0 || ascii.length > 253) return null;
  return ascii.split('.').every((label) => label.length > 0 && label.length <= 63) ? ascii : null;
}

/** A query as libcs send it: recursion desired, no EDNS. Null when the name cannot be asked. */
export function encodeQuery(id: number, question: DnsQuestion): Buffer | null {
  const name = wireName(question.name);
  if (name === null) return null;
  return dnsPacket.encode({
    type: 'query',
    id,
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ type: question.type, name, class: 'IN' }],
  });
}

function skipName(bytes: Buffer, start: number): number | 'incomplete' | 'malformed' {
  let at = start;
  while (at < bytes.length) {
    const length = bytes[at] ?? 0;
    if (length === 0) return at + 1;
    if ((length & 0xc0) === 0xc0) return at + 2;
    if ((length & 0xc0) !== 0 || at - start > 255) return 'malformed';
    at += length + 1;
  }
  return 'incomplete';
}

/**
 * How long the message at the buffer's start is, in bytes, by walking its sections: datagrams come without framing.
 * Never follows a compression pointer, so a loop of them costs nothing.
 */
export function messageLength(bytes: Buffer): number | 'incomplete' | 'malformed' {
  if (bytes.length < HEADER_BYTES) return 'incomplete';
  const questions = bytes.readUInt16BE(4);
  const records = bytes.readUInt16BE(6) + bytes.readUInt16BE(8) + bytes.readUInt16BE(10);
  if (questions > 1 || records > MAX_RECORDS) return 'malformed';
  let at: number = HEADER_BYTES;
  for (let n = 0; n < questions + records; n += 1) {
    const after = skipName(bytes, at);
    if (typeof after !== 'number') return after;
    if (n < questions) {
      at = after + 4;
      continue;
    }
    if (after + 10 > bytes.length) return 'incomplete';
    at = after + 10 + bytes.readUInt16BE(after + 8);
  }
  return at <= bytes.length ? at : 'incomplete';
}

/** Does a reply to this query begin here? By id, the response bit and, where the reply echoes it, the question. */
export function answersQuery(bytes: Buffer, query: Buffer): boolean {
  if (bytes.length < HEADER_BYTES || bytes.readUInt16BE(0) !== query.readUInt16BE(0)) return false;
  if (((bytes[2] ?? 0) & 0x80) === 0) return false;
  const questions = bytes.readUInt16BE(4);
  if (questions === 0) return true;
  const asked = query.subarray(HEADER_BYTES);
  const echoed = bytes.subarray(HEADER_BYTES, HEADER_BYTES + asked.length);
  // Case may come back differently; labels hold no bytes that differ by 0x20 otherwise in names we ask.
  return questions === 1 && echoed.toString('latin1').toLowerCase() === asked.toString('latin1').toLowerCase();
}

/** Reads a whole message; null when it is not one. `bytes` must have passed `messageLength` (that bounds the work). */
export function decodeReply(bytes: Buffer, type: DnsType): DnsReply | null {
  const length = messageLength(bytes);
  if (typeof length !== 'number') return null;
  let packet: DecodedPacket;
  try {
    packet = dnsPacket.decode(bytes.subarray(0, length));
  } catch {
    return null;
  }
  const answers = packet.answers ?? [];
  const rcode = (bytes[3] ?? 0) & 0x0f;
  const addresses: string[] = [];
  const cnames: string[] = [];
  let ttl: number | null = null;
  for (const answer of answers) {
    if (answer.type !== type && answer.type !== 'CNAME') continue;
    if (typeof answer.data !== 'string') continue;
    const list = answer.type === 'CNAME' ? cnames : addresses;
    if (list.length < MAX_LISTED) list.push(answer.data);
    if (typeof answer.ttl === 'number') ttl = ttl === null ? answer.ttl : Math.min(ttl, answer.ttl);
  }
  return {
    rcode: RCODES[rcode] ?? `RCODE${rcode}`,
    truncated: packet.flag_tc,
    records: answers.length,
    addresses,
    cnames,
    ttl,
    bytes: length,
  };
}
