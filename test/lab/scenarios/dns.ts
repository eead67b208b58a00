import type { Bench } from '../containers.ts';
import type { Make } from '../scenario.ts';
import { type DnsConfig, type DnsRule, dnsServer } from '../servers.ts';
import type { Target } from '../target.ts';
import { API_HOST, at, calling, openUpstream, resolvConf, serveApi, serviceImage, type Upstream } from './parts.ts';

/** The search list and options that an orchestrator writes. */
const CLUSTER = [
  'search default.svc.cluster.local svc.cluster.local cluster.local eu-west-1.compute.internal',
  'options ndots:5',
];

/** A service of a libc whose look-ups go to a nameserver of ours; its upstream itself works. */
async function resolving(
  bench: Bench,
  libc: 'glibc' | 'musl',
  config: DnsConfig,
  lines: (upstream: Upstream) => string[] = ({ network }) => [`nameserver ${network.address(at.nameserver)}`],
): Promise<{ target: Target; upstream: Upstream; nameserver: Target }> {
  const upstream = await openUpstream(bench, true);
  const { network } = upstream;
  await serveApi(bench, upstream);
  const records = { [API_HOST]: { A: [network.address(at.api)], AAAA: [network.address6(at.api)] } };
  const place = { network, address: at.nameserver, name: 'nameserver' };
  const nameserver = await dnsServer(bench, place, { records, ...config });
  const image = await serviceImage(bench, libc, { trust: upstream.root });
  const target = await calling(bench, image, network, {
    mounts: resolvConf(bench, ...lines(upstream)),
  });
  await target.untilLog('listening');
  return { target, upstream, nameserver };
}

async function misbehaving(bench: Bench, libc: 'glibc' | 'musl', cause: string, rule: DnsRule, more: DnsConfig = {}) {
  const { target } = await resolving(bench, libc, { rules: [rule], ...more });
  return { target, rootCauses: [cause], args: [] };
}

/** The upstream's name is not in the zone. */
export const dnsNameNotFound: Make = async (bench) => {
  const { target } = await resolving(bench, 'glibc', { records: {} });
  await target.untilLog('getaddrinfo');
  return { target, rootCauses: ['dns-name-not-found'], args: [] };
};

/** The first nameserver of two is dead: glibc waits for it at every look-up. */
export const dnsNameserverUnreachable: Make = async (bench) => {
  const { target } = await resolving(bench, 'glibc', {}, ({ network }) => [
    `nameserver ${network.address(at.nobody)}`,
    `nameserver ${network.address(at.nameserver)}`,
  ]);
  return { target, rootCauses: ['dns-nameserver-unreachable'], args: [] };
};

const clustered = ({ network }: Upstream) => [
  CLUSTER[0] ?? '',
  `nameserver ${network.address(at.nameserver)}`,
  CLUSTER[1] ?? '',
];

/** Four search domains tried first, and each "no such name" takes 300 ms. */
export const dnsSearchAmplification: Make = async (bench) => {
  const { target } = await resolving(bench, 'musl', { negativeDelayMs: 300 }, clustered);
  return { target, rootCauses: ['dns-search-amplification'], args: [] };
};

/** The same on glibc, which asks for both families one after the other where it must. */
export const dnsSearchAmplificationGlibc: Make = async (bench) => {
  const { target } = await resolving(bench, 'glibc', { negativeDelayMs: 300 }, clustered);
  return { target, rootCauses: ['dns-search-amplification'], args: [] };
};

/** Questions for AAAA get no answer: glibc is slow, musl fails. */
export const dnsAaaaTimeout: Make = (bench) =>
  misbehaving(bench, 'musl', 'dns-aaaa-timeout', { type: 'AAAA', do: 'drop' });

/** Every answer takes 1.5 s. */
export const dnsSlowUpstream: Make = (bench) => misbehaving(bench, 'glibc', 'dns-slow-upstream', { delayMs: 1500 });

/** The nameserver fails. */
export const dnsServerFailure: Make = (bench) => misbehaving(bench, 'glibc', 'dns-server-failure', { do: 'servfail' });

/** The answer does not fit into a datagram, and nothing listens on TCP. */
export const dnsTcpFallback: Make = (bench) =>
  misbehaving(bench, 'glibc', 'dns-tcp-fallback', { do: 'truncate' }, { tcp: 'refuse' });

/** The two nameservers say different things. */
export const dnsNameserversDisagree: Make = async (bench) => {
  const { target, upstream } = await resolving(bench, 'glibc', {}, ({ network }) => [
    `nameserver ${network.address(at.nameserver)}`,
    `nameserver ${network.address(at.second)}`,
  ]);
  await dnsServer(bench, { network: upstream.network, address: at.second, name: 'nameserver-2' }, { records: {} });
  return { target, rootCauses: ['dns-nameservers-disagree'], args: [] };
};

/** The hosts file sends the upstream's name to a place where nobody is. */
export const dnsHostsOverride: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream);
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const { network } = upstream;
  const host = { ExtraHosts: [`${API_HOST}:${network.address(at.nobody)}`] };
  const target = await calling(bench, image, network, { host });
  await target.untilLog('listening');
  return { target, rootCauses: ['dns-hosts-override'], args: [] };
};

/** Healthy: the same search domains, with a nameserver that says no at once. */
export const searchDomainsThatCostNothing: Make = async (bench) => {
  const { target } = await resolving(bench, 'musl', {}, clustered);
  await target.untilLog('connect api.partner.test:8443: ok');
  return { target, rootCauses: [], args: [] };
};
