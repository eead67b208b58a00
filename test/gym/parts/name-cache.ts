import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Bench } from '../../lab/containers.ts';
import { imageRef } from '../../lab/images.ts';
import { fromDebian } from '../../lab/packages.ts';
import type { Make } from '../../lab/scenario.ts';
import { dnsServer } from '../../lab/servers.ts';
import { API_HOST, at, calling, openUpstream, resolvConf, serveApi, serviceImage } from '../../lab/service.ts';
import { until } from '../../lab/wait.ts';
import type { Check } from './check-inside.ts';
import { addressIn } from './check-names.ts';

const SOCKETS = '/var/run/nscd';
const CONFIGURATION = 'enable-cache hosts yes\npositive-time-to-live hosts 3600\nnegative-time-to-live hosts 60\n';

/** Debian's nscd, asking this nameserver, its socket in a folder of this machine; as hosts run one for all containers. */
async function cacheOfTheHost(bench: Bench, place: Parameters<typeof dnsServer>[1], mounts: Record<string, string>) {
  const sockets = join(dirname(bench.file('nscd.conf', CONFIGURATION)), 'sockets');
  mkdirSync(sockets, { recursive: true, mode: 0o755 });
  const image = await bench.image({
    name: 'host/nscd:1',
    from: imageRef('debian-net:bookworm'),
    files: {
      '/usr/sbin/nscd': { from: await fromDebian('nscd', 'usr/sbin/nscd'), mode: 0o755 },
      '/etc/nscd.conf': { content: CONFIGURATION },
    },
    run: ['mkdir -p /var/cache/nscd'],
    entrypoint: ['nscd', '--foreground'],
  });
  const cache = await bench.container({
    image,
    name: 'host-cache',
    network: place.network,
    mounts,
    host: {
      NetworkMode: place.network.name,
      Binds: [...Object.entries(mounts).map(([from, to]) => `${from}:${to}:ro`), `${sockets}:${SOCKETS}`],
    },
  });
  await until('the cache to answer', async () => (await cache.run('nscd', '--statistics')).exit === 0, 20_000);
  return { cache, sockets };
}

/** A service whose look-ups nscd outside of it answers; the name has moved since it was cached, or has not. */
export const behindCache =
  (moved: boolean): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    const { network } = upstream;
    if (!moved) await serveApi(bench, upstream);
    const answering = (address: number) => ({ records: { [API_HOST]: { A: [network.address(address)] } }, ttl: 3600 });
    const place = { network, address: at.nameserver };
    const before = await dnsServer(bench, { ...place, name: 'nameserver' }, answering(moved ? at.nobody : at.api));
    const mounts = resolvConf(bench, `nameserver ${network.address(at.nameserver)}`);
    const { cache, sockets } = await cacheOfTheHost(bench, { ...place, name: 'cache' }, mounts);
    await cache.run('getent', 'ahosts', API_HOST);
    if (moved) {
      await serveApi(bench, upstream);
      await before.remove();
      await dnsServer(bench, { ...place, name: 'nameserver-2' }, answering(at.api));
    }
    const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
    const target = await calling(bench, image, network, { mounts: { ...mounts, [sockets]: SOCKETS } });
    await target.untilLog(`connect ${API_HOST}:8443`, 60_000);
    return { target };
  };

/** The container's own look-up leads elsewhere than its nameserver says. */
export const cacheIsOld: Check = async ({ target }) => {
  const old = await addressIn(target, at.nobody);
  const { output } = await target.run('getent', 'ahosts', API_HOST);
  if (!output.includes(old)) throw new Error(`${target.name} looks ${API_HOST} up as ${output}, not ${old}`);
};
