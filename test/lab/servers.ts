import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './containers.ts';
import { imageRef } from './images.ts';
import type { LabNetwork } from './networks.ts';
import { type Credential, chainOf } from './pki.ts';
import type { Target } from './target.ts';

/** What a question gets; see servers/dns.py for each. */
export interface DnsRule {
  name?: string;
  type?: 'A' | 'AAAA' | '*';
  via?: 'udp' | 'tcp' | '*';
  do?: 'answer' | 'drop' | 'nxdomain' | 'nodata' | 'servfail' | 'refused' | 'truncate';
  delayMs?: number;
  /** The part of the questions that it takes, 0 to 1. */
  share?: number;
}

/** A nameserver's zones and manners. */
export interface DnsConfig {
  records?: Record<string, { A?: string[]; AAAA?: string[]; TXT?: string[]; CNAME?: string }>;
  ttl?: number;
  rules?: DnsRule[];
  negativeDelayMs?: number;
  tcp?: 'answer' | 'refuse' | 'drop';
}

/** A question that the nameserver was asked. */
export interface DnsQuery {
  at: number;
  from: string;
  via: 'udp' | 'tcp';
  name: string;
  type: string;
  did: string;
}

/** A TLS server's chain and manners; see servers/tls.py. */
export interface TlsConfig {
  port?: number;
  credential?: Credential;
  /** The PEM to send, where it is not the credential's whole chain. */
  chain?: string;
  minimum?: string;
  maximum?: string;
  /** PEM of the CA whose client certificates are demanded. */
  clientCa?: string;
  sni?: Record<string, Credential>;
  requireSni?: boolean;
  delayMs?: number;
  handshakeDelayMs?: number;
  dateSkewSeconds?: number;
  status?: number;
  body?: string;
  /** No TLS, HTTP only. */
  plain?: boolean;
}

/** A proxy's manners; see servers/proxy.py. */
export interface ProxyConfig {
  port?: number;
  mode?: 'allow' | 'authenticate' | 'forbid' | 'hang' | 'close';
  schemes?: string[];
  user?: string;
  forbid?: string[];
  rename?: Record<string, string>;
}

/** Where a server stands. */
export interface Place {
  network: LabNetwork;
  /** The number of its address in the network. */
  address: number;
  aliases?: string[];
  name?: string;
}

type Files = Record<string, { content: string }>;

async function serve(bench: Bench, kind: string, config: unknown, place: Place, files: Files = {}): Promise<Target> {
  const script = readFileSync(join(import.meta.dirname, `servers/${kind}.py`), 'utf8');
  const server = await bench.container({
    image: imageRef('debian-net:bookworm'),
    name: place.name ?? `${kind}-${place.address}`,
    network: place.network,
    address: place.address,
    aliases: place.aliases,
    entrypoint: ['python3', '-u', '/srv/server.py', '/srv/config.json'],
    files: {
      '/srv/server.py': { content: script },
      '/srv/config.json': { content: JSON.stringify(config) },
      ...files,
    },
    // Python as process 1 ignores SIGTERM; a test that stops one would wait.
    host: { Init: true },
  });
  if (server.startError) throw new Error(`${server.name}: ${server.startError}`);
  await server.untilLog('"ready"');
  return server;
}

/** A nameserver on port 53, answering when this returns. */
export function dnsServer(bench: Bench, place: Place, config: DnsConfig): Promise<Target> {
  return serve(bench, 'dns', config, place);
}

/** What a nameserver was asked so far, in order. */
export async function queriesOf(server: Target): Promise<DnsQuery[]> {
  const lines = (await server.logs()).split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line) as DnsQuery).filter((query) => query.name !== undefined);
}

/** A TLS (or plain HTTP) server, listening when this returns; port 8443 unless told otherwise. */
export function tlsServer(bench: Bench, place: Place, config: TlsConfig): Promise<Target> {
  const files: Files = {};
  const pair = (name: string, credential: Credential, chain = chainOf(credential)) => {
    files[`/srv/${name}.pem`] = { content: chain };
    files[`/srv/${name}-key.pem`] = { content: credential.key };
    return { certificate: `/srv/${name}.pem`, key: `/srv/${name}-key.pem` };
  };
  const { credential, chain, clientCa, sni, ...manners } = config;
  if (clientCa) files['/srv/client-ca.pem'] = { content: clientCa };
  const named = Object.entries(sni ?? {}).map(([host, own], index) => [host, pair(`sni-${index}`, own)] as const);
  return serve(
    bench,
    'tls',
    {
      ...manners,
      ...(credential ? pair('server', credential, chain) : {}),
      ...(clientCa ? { clientCa: '/srv/client-ca.pem' } : {}),
      ...(named.length > 0 ? { sni: Object.fromEntries(named) } : {}),
    },
    place,
    files,
  );
}

/** An HTTP proxy, listening when this returns; port 3128 unless told otherwise. */
export function proxyServer(bench: Bench, place: Place, config: ProxyConfig): Promise<Target> {
  return serve(bench, 'proxy', config, place);
}
