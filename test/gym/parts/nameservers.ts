import type { Make } from '../../lab/scenario.ts';
import { type DnsConfig, dnsServer } from '../../lab/servers.ts';
import {
  API_HOST,
  at,
  calling,
  type Libc,
  openUpstream,
  resolvConf,
  serveApi,
  serviceImage,
  type Upstream,
} from '../../lab/service.ts';

interface Named {
  libc: Libc;
  /** All is as it should be: the service reaches its upstream. */
  sound?: boolean;
  config?: (upstream: Upstream) => DnsConfig;
  lines?: (upstream: Upstream) => string[];
  host?: (upstream: Upstream) => Record<string, unknown>;
  second?: (upstream: Upstream) => DnsConfig;
  env?: Record<string, string>;
}

/** A service whose look-ups go to nameservers of ours; its upstream itself works. */
export const resolving =
  ({ libc, sound, config, lines, host, second, env }: Named): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench, true);
    const { network } = upstream;
    await serveApi(bench, upstream);
    const records = { [API_HOST]: { A: [network.address(at.api)], AAAA: [network.address6(at.api)] } };
    await dnsServer(bench, { network, address: at.nameserver, name: 'nameserver' }, { records, ...config?.(upstream) });
    if (second) {
      await dnsServer(bench, { network, address: at.second, name: 'nameserver-2' }, { records, ...second(upstream) });
    }
    const image = await serviceImage(bench, libc, { trust: upstream.root });
    const servers = lines?.(upstream) ?? [`nameserver ${network.address(at.nameserver)}`];
    const target = await calling(bench, image, network, {
      mounts: resolvConf(bench, ...servers),
      host: host?.(upstream),
      env,
    });
    await target.untilLog('listening');
    if (sound) await target.untilLog('ok', 40_000);
    return { target };
  };

/** Four search domains before the name itself, as an orchestrator writes them. */
export const clustered = ({ network }: Upstream) => [
  'search default.svc.cluster.local svc.cluster.local cluster.local eu-west-1.compute.internal',
  `nameserver ${network.address(at.nameserver)}`,
  'options ndots:5',
];

export const twoServers = ({ network }: Upstream) => [
  `nameserver ${network.address(at.nameserver)}`,
  `nameserver ${network.address(at.second)}`,
];

export const deadFirst = ({ network }: Upstream) => [
  `nameserver ${network.address(at.nobody)}`,
  `nameserver ${network.address(at.nameserver)}`,
];

export const losing = (libc: Libc) =>
  resolving({
    libc,
    config: () => ({ rules: [{ via: 'udp', do: 'drop', share: 0.2 }] }),
  });
