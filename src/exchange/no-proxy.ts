import { BlockList, isIP, isIPv4 } from 'node:net';

/** How a family of clients reads NO_PROXY. */
export interface NoProxyRules {
  /** 10.0.0.0/8 counts for addresses. */
  readonly cidr: boolean;
  /** A lone `*` takes everything out. */
  readonly star: boolean;
  /** `*.example.com` counts. */
  readonly wildcard: boolean;
  /** `example.com:8443` counts for that port: never, only where the address says it, or for the usual port too. */
  readonly port: 'never' | 'explicit' | 'always';
  /** `.example.com` leaves out example.com itself. */
  readonly dotIsStrict: boolean;
}

const MAX_ENTRIES = 200;

function inNetwork(entry: string, address: string): boolean {
  const slash = entry.indexOf('/');
  const network = entry.slice(0, slash);
  const bits = Number(entry.slice(slash + 1));
  const family = isIPv4(network) ? 'ipv4' : 'ipv6';
  if (isIP(network) === 0 || isIP(network) !== isIP(address) || !Number.isInteger(bits)) return false;
  if (bits < 0 || bits > (family === 'ipv4' ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, bits, family);
  return list.check(address, family);
}

/** `host`, `host:port`, `[v6]:port` taken apart; the port null where there is none. */
function splitPort(entry: string): { host: string; port: number | null } {
  const bracket = /^\[([0-9a-fA-F:.]{2,45})\](?::(\d{1,5}))?$/.exec(entry);
  if (bracket) return { host: bracket[1] ?? '', port: bracket[2] === undefined ? null : Number(bracket[2]) };
  const colon = entry.lastIndexOf(':');
  if (colon === -1 || entry.indexOf(':') !== colon || !/^\d{1,5}$/.test(entry.slice(colon + 1)))
    return { host: entry, port: null };
  return { host: entry.slice(0, colon), port: Number(entry.slice(colon + 1)) };
}

function nameMatches(entry: string, host: string, rules: NoProxyRules): boolean {
  let name = entry;
  let strict = false;
  if (name.startsWith('*.')) {
    if (!rules.wildcard) return false;
    name = name.slice(2);
    strict = true;
  } else if (name.startsWith('.')) {
    name = name.replace(/^\.{1,5}/, '');
    strict = rules.dotIsStrict;
  }
  if (name === '') return false;
  if (host === name) return !strict;
  return host.endsWith(`.${name}`);
}

interface Wanted {
  readonly host: string;
  readonly port: number;
  readonly portCounts: boolean;
}

function entryMatches(entry: string, wanted: Wanted, rules: NoProxyRules): boolean {
  if (entry === '*') return rules.star;
  if (entry.includes('/')) return rules.cidr && isIP(wanted.host) !== 0 && inNetwork(entry, wanted.host);
  const { host, port } = splitPort(entry);
  if (port !== null && (!wanted.portCounts || port !== wanted.port)) return false;
  const isAddress = isIP(host) !== 0 || isIP(wanted.host) !== 0;
  return isAddress ? host === wanted.host : nameMatches(host, wanted.host, rules);
}

/** The entry of a NO_PROXY value that takes this endpoint out, or null when none does. */
export function matchNoProxy(
  value: string,
  endpoint: { readonly host: string; readonly port: number; readonly scheme: 'http' | 'https' },
  rules: NoProxyRules,
): string | null {
  const explicit = endpoint.port !== (endpoint.scheme === 'https' ? 443 : 80);
  const wanted: Wanted = {
    host: endpoint.host.toLowerCase().replace(/\.$/, ''),
    port: endpoint.port,
    portCounts: rules.port === 'always' || (rules.port === 'explicit' && explicit),
  };
  const entries = value.split(/[\s,]+/).slice(0, MAX_ENTRIES);
  return entries.find((raw) => raw !== '' && entryMatches(raw.toLowerCase().replace(/\.$/, ''), wanted, rules)) ?? null;
}
