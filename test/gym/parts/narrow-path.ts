import { imageRef } from '../../lab/images.ts';
import type { Make } from '../../lab/scenario.ts';
import { API_HOST, at, calling, type Libc, openUpstream, serveApi, serviceImage } from '../../lab/service.ts';
import type { Target } from '../../lab/target.ts';
import { inNetworkOf } from './in-network.ts';

const ROUTER = 40;

const MTU = '900';

/**
 * Service and upstream talk through a router whose link takes 900 bytes. A router that keeps it to itself (`silent`: its
 * ICMP "fragmentation needed" is dropped, as many firewalls do) makes a black hole; one that says so does not.
 */
export const narrow =
  (libc: Libc, silent: boolean): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    const { network, pki, intermediate } = upstream;
    // Names enough that the certificate does not fit the narrow link in one packet.
    const names = Array.from({ length: 40 }, (_, index) => `shard-${index}.partner.test`);
    const credential = await pki.leaf([API_HOST, ...names], intermediate);
    const server = await serveApi(bench, upstream, { credential });
    const router = await bench.container({
      image: imageRef('debian:bookworm'),
      name: 'router',
      network,
      address: ROUTER,
      entrypoint: ['sleep', 'infinity'],
      host: { Init: true, Sysctls: { 'net.ipv4.ip_forward': '1', 'net.ipv4.conf.all.send_redirects': '0' } },
    });
    await inNetworkOf(router, 'ip', 'link', 'set', 'eth0', 'mtu', MTU);
    if (silent) {
      const drop = ['OUTPUT', '-p', 'icmp', '--icmp-type', 'fragmentation-needed', '-j', 'DROP'];
      await inNetworkOf(router, 'iptables', '-A', ...drop);
    }
    const image = await serviceImage(bench, libc, { trust: upstream.root });
    const target = await calling(bench, image, network);
    const via = ['via', network.address(ROUTER), 'dev', 'eth0'];
    await inNetworkOf(target, 'ip', 'route', 'add', `${network.address(at.api)}/32`, ...via);
    await inNetworkOf(server, 'ip', 'route', 'add', `${network.address(at.service)}/32`, ...via);
    await target.untilLog(`connect ${API_HOST}:8443: ok`);
    await handshakes(target, network.address(at.api), !silent);
    return { target };
  };

/** The fault itself, seen before walkdown does: a handshake from the container's network ends, or does not. */
async function handshakes(target: Target, address: string, expected: boolean): Promise<void> {
  const shake = `timeout 4 openssl s_client -connect ${address}:8443 -servername ${API_HOST} </dev/null`;
  const ended = await inNetworkOf(target, 'sh', '-c', shake).then(
    () => true,
    () => false,
  );
  if (ended !== expected) throw new Error(`a handshake ${ended ? 'ends' : 'does not end'} where it should not`);
}
