import { distinguishedName } from './der.ts';
import { alertOf, type TlsAlert } from './tls-alerts.ts';
import { decryptHandshake } from './tls-decrypt.ts';

/** What the server said, read from the bytes themselves: what `node:tls` does not tell. */
export interface ServerFlight {
  /** A ServerHello came. */
  readonly hello: boolean;
  /** TLSv1.3, TLSv1.2, …; empty before a ServerHello. */
  readonly protocol: string;
  /** DER, in the order served, at most 20. */
  readonly chain: readonly Buffer[];
  /** How many certificates were served. */
  readonly chainLength: number;
  readonly certificateRequested: boolean;
  /** Distinguished names of the CAs whose client certificates are accepted, at most 20. */
  readonly requestedAuthorities: readonly string[];
  readonly alerts: readonly TlsAlert[];
  /** The bytes are TLS records at all. */
  readonly records: boolean;
}

const RECORD = { changeCipher: 20, alert: 21, handshake: 22, data: 23 } as const;
const MESSAGE = { serverHello: 2, certificate: 11, certificateRequest: 13, finished: 20 } as const;
const MAX_LISTED = 20;
const VERSIONS: Readonly<Record<number, string>> = {
  768: 'SSLv3',
  769: 'TLSv1',
  770: 'TLSv1.1',
  771: 'TLSv1.2',
  772: 'TLSv1.3',
};
const EXTENSION_SUPPORTED_VERSIONS = 43;
const EXTENSION_AUTHORITIES = 47;

interface Records {
  readonly plain: Buffer;
  readonly sealed: readonly { readonly header: Buffer; readonly body: Buffer }[];
  readonly alerts: readonly TlsAlert[];
  readonly records: boolean;
}

/** Takes the record layer apart: handshake bytes in the clear, and what is sealed after them. */
function readRecords(bytes: Buffer): Records {
  const plain: Buffer[] = [];
  const sealed: { header: Buffer; body: Buffer }[] = [];
  const alerts: TlsAlert[] = [];
  let at = 0;
  let changed = false;
  let records = false;
  while (at + 5 <= bytes.length) {
    const type = bytes[at] ?? 0;
    if (type < RECORD.changeCipher || type > RECORD.data || bytes[at + 1] !== 3) break;
    const length = bytes.readUInt16BE(at + 3);
    if (length > 16_640 || at + 5 + length > bytes.length) break;
    records = true;
    const body = bytes.subarray(at + 5, at + 5 + length);
    if (type === RECORD.changeCipher) changed = true;
    else if (type === RECORD.handshake && !changed) plain.push(body);
    else if (type === RECORD.alert && alertOf(body)) alerts.push(alertOf(body) as TlsAlert);
    else if (type === RECORD.data) sealed.push({ header: bytes.subarray(at, at + 5), body });
    at += 5 + length;
  }
  return { plain: Buffer.concat(plain), sealed, alerts, records };
}

function messages(bytes: Buffer): { type: number; body: Buffer }[] {
  const found: { type: number; body: Buffer }[] = [];
  let at = 0;
  while (at + 4 <= bytes.length && found.length < 100) {
    const length = bytes.readUIntBE(at + 1, 3);
    if (at + 4 + length > bytes.length) break;
    found.push({ type: bytes[at] ?? 0, body: bytes.subarray(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  return found;
}

/** Cuts a vector of `sizeBytes`-prefixed items out of bytes; stops where they do not add up. */
function vector(bytes: Buffer, sizeBytes: 1 | 2 | 3): Buffer[] {
  const items: Buffer[] = [];
  let at = 0;
  while (at + sizeBytes <= bytes.length && items.length < 200) {
    const length = bytes.readUIntBE(at, sizeBytes);
    at += sizeBytes;
    if (at + length > bytes.length) break;
    items.push(bytes.subarray(at, at + length));
    at += length;
  }
  return items;
}

function extensions(bytes: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  let at = 0;
  while (at + 4 <= bytes.length && found.size < 100) {
    const length = bytes.readUInt16BE(at + 2);
    if (at + 4 + length > bytes.length) break;
    found.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return found;
}

function helloOf(body: Buffer): { protocol: string; cipher: number } {
  if (body.length < 38) return { protocol: '', cipher: 0 };
  const session = body[34] ?? 0;
  const at = 35 + session;
  if (at + 3 > body.length) return { protocol: VERSIONS[body.readUInt16BE(0)] ?? '', cipher: 0 };
  const cipher = body.readUInt16BE(at);
  const list = at + 5 <= body.length ? extensions(body.subarray(at + 5)) : new Map<number, Buffer>();
  const chosen = list.get(EXTENSION_SUPPORTED_VERSIONS);
  const version = chosen && chosen.length === 2 ? chosen.readUInt16BE(0) : body.readUInt16BE(0);
  return { protocol: VERSIONS[version] ?? `0x${version.toString(16)}`, cipher };
}

/** Certificates of a Certificate message: TLS 1.3 puts a context before the list, and extensions after each. */
function certificates(body: Buffer, modern: boolean): Buffer[] {
  const skip = modern ? 1 + (body[0] ?? 0) : 0;
  const list = vector(body.subarray(skip), 3)[0];
  if (!list) return [];
  if (!modern) return vector(list, 3);
  const found: Buffer[] = [];
  let at = 0;
  while (at + 3 <= list.length && found.length < 200) {
    const length = list.readUIntBE(at, 3);
    if (at + 3 + length + 2 > list.length) break;
    found.push(list.subarray(at + 3, at + 3 + length));
    at += 3 + length + 2 + list.readUInt16BE(at + 3 + length);
  }
  return found;
}

function authorities(body: Buffer, modern: boolean): string[] {
  let names: Buffer | undefined;
  if (modern) {
    const list = extensions(body.subarray(1 + (body[0] ?? 0) + 2)).get(EXTENSION_AUTHORITIES);
    names = list ? vector(list, 2)[0] : undefined;
  } else {
    // certificate_types<1>, signature_algorithms<2> (from TLS 1.2 on), certificate_authorities<2>
    const at = 1 + (body[0] ?? 0);
    const vectors = at <= body.length ? vector(body.subarray(at), 2) : [];
    names = vectors.length > 1 ? vectors[1] : vectors[0];
  }
  return names ? vector(names, 2).slice(0, MAX_LISTED).map(distinguishedName) : [];
}

/**
 * Reads a server's handshake flight from the recorded bytes. For TLS 1.3 the flight is sealed; with the server's
 * handshake secret (which the client's own key log gives) it is opened here.
 * @param secret SERVER_HANDSHAKE_TRAFFIC_SECRET; null where there is none.
 */
export function readServerFlight(bytes: Buffer, secret: Buffer | null): ServerFlight {
  const records = readRecords(bytes);
  const alerts = [...records.alerts];
  let flight = messages(records.plain);
  const hello = flight.filter(({ type }) => type === MESSAGE.serverHello).at(-1);
  const { protocol, cipher } = hello ? helloOf(hello.body) : { protocol: '', cipher: 0 };
  const modern = protocol === 'TLSv1.3';
  if (modern && secret !== null) {
    const opened = decryptHandshake(records.sealed, secret, cipher);
    flight = messages(opened.handshake);
    for (const body of opened.alerts) {
      const alert = alertOf(body);
      if (alert) alerts.push(alert);
    }
  }
  const chain = certificates(flight.find(({ type }) => type === MESSAGE.certificate)?.body ?? Buffer.alloc(0), modern);
  const request = flight.find(({ type }) => type === MESSAGE.certificateRequest);
  return {
    hello: hello !== undefined,
    protocol,
    chain: chain.slice(0, MAX_LISTED),
    chainLength: chain.length,
    certificateRequested: request !== undefined,
    requestedAuthorities: request ? authorities(request.body, modern) : [],
    alerts,
    records: records.records,
  };
}
