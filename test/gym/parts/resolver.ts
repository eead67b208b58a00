import type { Bench } from '../../lab/containers.ts';
import { type DnsConfig, type DnsRule, dnsServer } from '../../lab/servers.ts';
import {
  API_HOST,
  at,
  calling,
  openUpstream,
  resolvConf,
  serveApi,
  serviceImage,
  type Upstream,
} from '../../lab/service.ts';
import type { Target } from '../../lab/target.ts';

/** The search list and options that an orchestrator writes. */
const CLUSTER = [
  'search default.svc.cluster.local svc.cluster.local cluster.local eu-west-1.compute.internal',
  'options ndots:5',
];

/** A service of a libc whose look-ups go to a nameserver of ours; its upstream itself works. */
export async function resolving(
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

export async function misbehaving(bench: Bench, libc: 'glibc' | 'musl', rule: DnsRule, more: DnsConfig = {}) {
  const { target } = await resolving(bench, libc, { rules: [rule], ...more });
  return { target };
}

export const clustered = ({ network }: Upstream) => [
  CLUSTER[0] ?? '',
  `nameserver ${network.address(at.nameserver)}`,
  CLUSTER[1] ?? '',
];
