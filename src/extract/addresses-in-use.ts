import type { Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';
import { answeredNow } from './resolved.ts';
import { texts, unique } from './values.ts';

/** States of /proc/net/tcp (include/net/tcp_states.h): established, and asked for without an answer yet (SYN sent). */
const ESTABLISHED = '01';
const ASKED = '02';
/** Whatever a program uses besides is there, too, and named by nothing: that a peer has this port says nothing of whose it is. */
const SHARED_PORTS = [80, 443];

/** Facts of /proc/net/tcp and tcp6: whom live connections lead to, against what DNS answers now. */
export const addressesInUse: Extractor = {
  id: 'addresses-in-use',
  about: 'Peers of live connections, against the addresses that DNS gives now.',
  facts: {
    connections: { type: 'int', about: 'established connections to other machines' },
    peers: { type: 'list<string>', about: 'their addresses and ports' },
    stale: {
      type: 'list<string>',
      about: 'peers on an endpoint’s port, 80 and 443 aside, whose address no look-up of it gives now',
    },
    staleAsked: {
      type: 'list<string>',
      about: 'the same of addresses that it tries to reach now, without an answer yet',
    },
    strangers: {
      type: 'list<string>',
      about:
        'peers on port 80 or 443 whose address no endpoint has: yesterday’s of one, or a service that nothing names',
    },
  },
  extract(evidence, context): Facts {
    const listed = evidence.map((one) => one.stdout).join('\n');
    const peers = unique(parsePeers(listed, ESTABLISHED));
    const current = new Map<string, string[]>();
    for (const { subject, facts } of context.earlier['dns-timing'] ?? []) {
      const addresses = texts(facts.addresses);
      const host = subject.slice(0, subject.lastIndexOf(':'));
      // Whatever any nameserver gave: a name that gives a few of many addresses at a time is not stale.
      current.set(subject, addresses.length === 0 ? [] : [...addresses, ...answeredNow(host, context)]);
    }
    const isStale = ({ address, port }: Peer): boolean => {
      const endpoints = context.target.endpoints.filter((one) => one.port === port && one.source !== 'logged');
      const known = endpoints.map((one) => current.get(`${one.host}:${one.port}`) ?? null);
      // Only where every endpoint on this port was looked up, and none of them is this address, is a peer a stranger;
      // with several endpoints on one port nobody can say whose yesterday's address it was, and it is still one.
      return known.length > 0 && known.every((list) => list !== null && list.length > 0 && !list.includes(address));
    };
    const outdated = peers.filter(isStale);
    const asked = parsePeers(listed, ASKED).filter((one) => isStale(one) && !isShared(one));
    return {
      connections: peers.length,
      peers: peers.slice(0, 50).map(words),
      stale: outdated
        .filter((one) => !isShared(one))
        .slice(0, 10)
        .map(words),
      staleAsked: asked.slice(0, 10).map(words),
      strangers: outdated.filter(isShared).slice(0, 10).map(words),
    };
  },
};

export interface Peer {
  address: string;
  port: number;
}

function isShared({ port }: Peer): boolean {
  return SHARED_PORTS.includes(port);
}

/** Remote ends of connections in a state, loopback left out. Addresses are little-endian words of hexadecimal. */
function parsePeers(text: string, wanted: string): Peer[] {
  const peers: Peer[] = [];
  for (const line of text.split('\n').slice(0, 20_000)) {
    const fields = line.trim().split(/\s+/);
    const [remote, state] = [fields[2] ?? '', fields[3]];
    const found = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(remote);
    if (!found?.[1] || !found[2] || state !== wanted) continue;
    const address = found[1].length === 8 ? v4(found[1]) : v6(found[1]);
    if (/^127\.|^::1$|^0\.0\.0\.0$|^::$/.test(address)) continue;
    const peer = { address, port: Number.parseInt(found[2], 16) };
    if (!peers.some((one) => one.address === peer.address && one.port === peer.port)) peers.push(peer);
  }
  return peers;
}

function v4(hex: string): string {
  const bytes = [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return bytes.join('.');
}

function v6(hex: string): string {
  const bytes: string[] = [];
  for (let word = 0; word < 32; word += 8) {
    for (let at = 6; at >= 0; at -= 2) bytes.push(hex.slice(word + at, word + at + 2));
  }
  const all = bytes.join('').toLowerCase();
  if (all.startsWith('00000000000000000000ffff')) {
    return [24, 26, 28, 30].map((at) => Number.parseInt(all.slice(at, at + 2), 16)).join('.');
  }
  const groups = Array.from({ length: 8 }, (_, i) => all.slice(i * 4, i * 4 + 4).replace(/^0{1,3}/, ''));
  return groups.join(':').replace(/(?:^|:)0(?::0)+(?::|$)/, '::');
}

function words({ address, port }: Peer): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
