import type { Bench } from '../../lab/containers.ts';
import type { ImageFile } from '../../lab/image-spec.ts';
import { fromDebian } from '../../lab/packages.ts';
import { compile } from '../../lab/programs.ts';
import type { Make } from '../../lab/scenario.ts';
import {
  API_HOST,
  at,
  calling,
  openUpstream,
  program,
  resolvConf,
  serveApi,
  service,
  serviceImage,
} from '../../lab/scenarios/parts.ts';
import { dnsServer, proxyServer, tlsServer } from '../../lab/servers.ts';

/** What runs is the build before the one that was meant. */
export const deploymentDriftMusl: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl', { env: { BUILD: '418' } });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  const newer = await serviceImage(bench, 'musl', { name: 'shop/checkout:2.7.2', env: { BUILD: '419' } });
  const meant = await bench.docker.getImage(newer).inspect();
  return { target, rootCauses: ['deployment-drift'], args: ['--expect-image', meant.Id] };
};

/** Two tags of one image: only the names differ. */
export const twoTagsOneImage: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc');
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  const [repo = ''] = image.split(':');
  await bench.docker.getImage(image).tag({ repo, tag: 'stable' });
  bench.onClose(() => bench.docker.getImage(`${repo}:stable`).remove());
  return { target, rootCauses: [], args: ['--expect-image', `${repo}:stable`] };
};

const holder = async (): Promise<Record<string, ImageFile>> => ({
  '/app/server': { from: await compile('holding.c', 'musl'), mode: 0o755 },
});

export const descriptorsExhaustedMusl: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl', { files: await holder() });
  const host = { Ulimits: [{ Name: 'nofile', Soft: 128, Hard: 128 }] };
  const env = { HOLD_FILES: '1000' };
  const target = await service(bench, image, { network: await bench.network(), env, host, user: '1000:1000' });
  await target.untilLog('ERROR accept');
  return { target, rootCauses: ['file-descriptors-exhausted'], args: [] };
};

/** A nameserver that knows one address of the upstream. */
function naming(bench: Bench, network: Parameters<typeof dnsServer>[1]['network'], name: string, address: number) {
  const records = { [API_HOST]: { A: [network.address(address)] } };
  return dnsServer(bench, { network, address: at.nameserver, name }, { records, ttl: 5 });
}

/** The name has moved; the connection to where it was is held. */
export const addressStaleMusl: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const { network } = upstream;
  const credential = await upstream.pki.leaf([API_HOST], upstream.intermediate);
  await tlsServer(bench, { network, address: at.api, name: 'api' }, { credential, handshakeDelayMs: 3_600_000 });
  const before = await naming(bench, network, 'nameserver', at.api);
  const image = await serviceImage(bench, 'musl', { files: await holder(), trust: upstream.root });
  const mounts = resolvConf(bench, `nameserver ${network.address(at.nameserver)}`);
  const target = await calling(bench, image, network, { mounts, env: { HOLD_HOST: API_HOST } });
  await target.untilLog('INFO upstream: connected', 40_000);
  await tlsServer(bench, { network, address: at.second, name: 'api-2' }, { credential });
  await before.remove();
  await naming(bench, network, 'nameserver-2', at.second);
  return { target, rootCauses: ['address-stale'], args: [] };
};

/** A server that hangs up on clients that do not send the name, and the log of one that does not. */
export const sniRequiredMusl: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream, { requireSni: true });
  const line = 'ERROR upstream tls: remote error: tls: unrecognized name';
  const files = { ...(await program('musl')), '/usr/share/notice': { content: `${line}\n` } };
  const image = await serviceImage(bench, 'musl', {
    trust: upstream.root,
    files,
    entrypoint: ['/bin/sh', '-c', 'cat /usr/share/notice; exec /app/server'],
  });
  const target = await calling(bench, image, upstream.network);
  await target.untilLog(`connect ${API_HOST}:8443: ok`);
  return { target, rootCauses: ['tls-sni-required'], args: [] };
};

/** BusyBox as the tools of a glibc image: `timeout` and friends refuse GNU's options there, too. */
export const busyboxOnGlibc: Make = async (bench) => {
  const busybox = await fromDebian('busybox', 'bin/busybox');
  const script = '#!/bin/sh\nset -e\nstat --format=%s /app/server\nexec /app/server\n';
  const image = await serviceImage(bench, 'glibc', {
    files: {
      ...(await program('glibc')),
      '/opt/busybox/busybox': { from: busybox, mode: 0o755 },
      '/app/start.sh': { content: script, mode: 0o755 },
    },
    run: ['for tool in stat date grep sed find sort; do ln -sf /opt/busybox/busybox "$(command -v $tool)"; done'],
    entrypoint: ['/app/start.sh'],
  });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilState('exited');
  await target.untilLog('BusyBox v');
  return { target, rootCauses: ['busybox-incompatibility'], args: [] };
};

/** The proxy is named, and no nameserver answers: what it says of itself is never heard. */
export const proxyBehindDeadResolver: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const { network } = upstream;
  await proxyServer(bench, { network, address: at.proxy, name: 'proxy' }, { mode: 'allow' });
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const proxy = 'http://proxy.partner.test:3128';
  const mounts = resolvConf(bench, `nameserver ${network.address(at.nobody)}`);
  const env = { HTTPS_PROXY: proxy, https_proxy: proxy };
  const target = await calling(bench, image, network, { env, mounts });
  await target.untilLog('listening');
  return { target, rootCauses: ['dns-nameserver-unreachable'], args: [] };
};

/** Java's words about fonts in its log, from before they were installed. */
export const fontsInstalled: Make = async (bench) => {
  const line = 'java.lang.Error: Fontconfig head is null, check your fonts or fonts configuration';
  const files = {
    ...(await program('glibc')),
    '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf': { content: Buffer.alloc(4096, 1) },
    '/usr/share/notice': { content: `${line}\n` },
  };
  const image = await serviceImage(bench, 'glibc', {
    files,
    entrypoint: ['/bin/sh', '-c', 'cat /usr/share/notice; exec /app/server'],
  });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  return { target, rootCauses: [], args: [] };
};
