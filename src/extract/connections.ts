import type { Facts } from '../session/evidence.ts';
import { isLinkLocal } from '../target/endpoints/host.ts';
import { parseProcNetTcp, type TcpConnection } from '../target/proc-net-tcp.ts';
import type { ExtractContext, Extractor } from './extractor.ts';
import { texts, unique } from './values.ts';

/** So many hosts that nothing names are looked at. */
const MOST_UNNAMED = 4;
const MOST_PEERS = 50;
/** Names are looked up there; that has steps of its own. */
const DNS_PORT = 53;
/** Where the sidecars of meshes take what leaves and what comes in: Istio 15001, 15006, 15053; Linkerd 4140, 4143. */
const MESH_PORTS = [15_001, 15_006, 15_053, 4140, 4143];

/** Facts of /proc/net/tcp and tcp6 of the target's network: whom it talks to, or tries to, at this moment. */
export const connections: Extractor = {
  id: 'connections',
  about: 'Connections that the target made, as its network lists them.',
  facts: {
    established: { type: 'int', about: 'connections that it made and that stand' },
    waiting: { type: 'list<string>', about: 'addresses that it tries to reach now, without an answer yet' },
    unnamed: {
      type: 'list<string>',
      about:
        'addresses that it talks to, or tries to, on ports of no endpoint and no proxy that is known; the first four',
    },
    peers: { type: 'list<string>', about: 'whom it talks to, talked to a moment ago, or tries to; the first fifty' },
    meshPorts: {
      type: 'list<string>',
      about:
        'ports that the proxies of service meshes listen on (Envoy as Istio places it, Linkerd): connecting to anything then succeeds',
    },
  },
  extract(evidence, context): Facts {
    const [first] = evidence;
    if (first === undefined || first.kind !== 'run') return {};
    const listed = parseProcNetTcp(first.stdout);
    const made = madeByTarget(listed);
    const waiting = made.filter(({ state }) => state === 'syn-sent');
    return {
      established: made.filter(({ state }) => state === 'established').length,
      waiting: unique(waiting.map(words)).slice(0, 20),
      meshPorts: MESH_PORTS.filter((port) =>
        listed.some((one) => one.state === 'listen' && one.localPort === port),
      ).map(String),
      unnamed: unique(made.filter((one) => isUnnamed(one, context)).map(words)).slice(0, MOST_UNNAMED),
      peers: unique(made.map(words)).slice(0, MOST_PEERS),
    };
  },
};

/** What comes in ends at a port that is listened on. Loopback is the container itself. */
function madeByTarget(listed: readonly TcpConnection[]): TcpConnection[] {
  const served = new Set(listed.filter(({ state }) => state === 'listen').map(({ localPort }) => localPort));
  return listed.filter(
    ({ state, localPort, remotePort, remoteAddress }) =>
      state !== 'listen' &&
      state !== 'unknown' &&
      remotePort !== 0 &&
      !served.has(localPort) &&
      !/^127\.|^::1$|^0\.0\.0\.0$|^::$/.test(remoteAddress) &&
      !isLinkLocal(remoteAddress),
  );
}

/** A port of a known endpoint is that endpoint's: which of its addresses it is, look-ups tell. So is a proxy's. */
function isUnnamed({ remotePort, remoteAddress }: TcpConnection, { target, earlier }: ExtractContext): boolean {
  const known = target.endpoints.some((one) => one.port === remotePort || one.host === remoteAddress);
  const proxies = (earlier['proxy-config'] ?? []).flatMap(({ facts }) => texts(facts.proxyPorts));
  return remotePort !== DNS_PORT && !known && !proxies.includes(String(remotePort));
}

function words({ remoteAddress, remotePort }: TcpConnection): string {
  return remoteAddress.includes(':') ? `[${remoteAddress}]:${remotePort}` : `${remoteAddress}:${remotePort}`;
}
