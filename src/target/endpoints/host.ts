import { isIP, isIPv4, isIPv6 } from 'node:net';

/** What kind of host a name or address is. */
export type HostKind = 'name' | 'ipv4' | 'ipv6';

export interface Host {
  /** Lower case, without brackets and final dot; addresses in their usual spelling. */
  readonly host: string;
  readonly kind: HostKind;
}

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** An address in its usual spelling: 0:0:0:0:0:0:0:1 → ::1, 2852039166 → 169.254.169.254; null when it is none. */
function usualSpelling(text: string): string | null {
  try {
    const { hostname } = new URL(`http://${text}/`);
    return hostname.replace(/^\[|\]$/g, '');
  } catch {
    return null;
  }
}

/** The IPv4 address inside ::ffff:a.b.c.d, which is the same host. */
function unmapped(address: string): string {
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
  if (mapped === null) return address;
  const value = (Number.parseInt(mapped[1] ?? '', 16) << 16) | Number.parseInt(mapped[2] ?? '', 16);
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

/** Reads a host name or address; null for what can be neither. Brackets, a zone and a final dot are taken off. */
export function parseHost(text: string): Host | null {
  const bare = text.trim().replace(/^\[([^\]]{0,80})\]$/, '$1');
  const plain = bare
    .replace(/%[\w.-]{1,32}$/, '')
    .replace(/\.$/, '')
    .toLowerCase();
  if (plain === '' || plain.length > 253) return null;
  if (isIPv6(plain)) {
    const address = unmapped(usualSpelling(`[${plain}]`) ?? plain);
    return { host: address, kind: isIPv4(address) ? 'ipv4' : 'ipv6' };
  }
  // Numbers that some readers take for addresses: decimal, hexadecimal, fewer than four parts.
  if (/^(?:0x[0-9a-f]{1,8}|[0-9]{8,10}|[0-9.]{7,15})$/.test(plain)) {
    const address = usualSpelling(plain);
    return address !== null && isIPv4(address) ? { host: address, kind: 'ipv4' } : null;
  }
  const labels = plain.split('.');
  const last = labels.at(-1) ?? '';
  if (!labels.every((label) => LABEL.test(label)) || /^[0-9]+$/.test(last)) return null;
  return { host: plain, kind: 'name' };
}

/** Metadata services of clouds, by their names and addresses outside the link-local ranges. */
const METADATA = new Set(['metadata.google.internal', 'metadata', 'instance-data', 'fd00:ec2::254', '100.100.100.200']);

/** Link-local addresses and metadata services: never looked at, never connected to. */
export function isLinkLocal(host: string): boolean {
  if (METADATA.has(host) || host.startsWith('metadata.')) return true;
  if (isIPv4(host)) return host.startsWith('169.254.');
  return isIPv6(host) && /^fe[89ab][0-9a-f]?:/.test(host);
}

/** The container itself, or no host at all (0.0.0.0). */
export function isSelf(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost') || host === 'localhost.localdomain') return true;
  if (isIPv4(host)) return host.startsWith('127.') || host.startsWith('0.');
  return host === '::1' || host === '::';
}

/** Multicast and broadcast: nothing that is connected to. */
export function isGroup(host: string): boolean {
  if (isIPv4(host)) return Number(host.split('.')[0]) >= 224;
  return isIP(host) === 6 && host.startsWith('ff');
}

/** `host:port`, `[v6]:port`, `host`, a bare `v6`; null when it is none of these. Port null when it is left out. */
export function splitHostPort(text: string): { host: Host; port: number | null } | null {
  const trimmed = text.trim();
  const bracketed = /^\[([0-9a-fA-F:.%\w-]{2,80})\](?::([0-9]{1,5}))?$/.exec(trimmed);
  const colons = trimmed.split(':').length - 1;
  const parts = bracketed ? [bracketed[1], bracketed[2]] : colons === 1 ? trimmed.split(':') : [trimmed];
  const [name = '', portText] = parts;
  const host = parseHost(name);
  if (host === null || (colons > 1 && host.kind === 'name')) return null;
  if (portText === undefined) return { host, port: null };
  const port = /^[0-9]{1,5}$/.test(portText) ? Number(portText) : 0;
  return port >= 1 && port <= 65_535 ? { host, port } : null;
}
