import { imageRef } from '../../lab/images.ts';
import type { Make } from '../../lab/scenario.ts';
import { API_HOST, at, calling, openUpstream, resolvConf, serveApi, serviceImage } from '../../lab/scenarios/parts.ts';
import { dnsServer, tlsServer } from '../../lab/servers.ts';

type Libc = 'glibc' | 'musl';
/** A name that Docker's own resolver does not know: it has to ask its upstreams. */
const FAR_HOST = 'ledger.partner.test';

/** A service on a user network, whose look-ups Docker's resolver hands on to these nameservers. */
const behindStub =
  (libc: Libc, cause: string | null, nameserver: number): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    const { network } = upstream;
    const credential = await upstream.pki.leaf([FAR_HOST], upstream.intermediate);
    await tlsServer(bench, { network, address: at.api, name: 'ledger' }, { credential });
    const records = { [FAR_HOST]: { A: [network.address(at.api)] } };
    await dnsServer(bench, { network, address: at.nameserver, name: 'nameserver' }, { records });
    const image = await serviceImage(bench, libc, { trust: upstream.root });
    const host = { Dns: [network.address(nameserver)] };
    const target = await calling(bench, image, network, { host, env: { API_URL: `https://${FAR_HOST}:8443/v1` } });
    await target.untilLog(cause ? 'listening' : `connect ${FAR_HOST}:8443: ok`);
    return { target, rootCauses: cause ? [cause] : [], args: [] };
  };

export const deadUpstreamGlibc = behindStub('glibc', 'dns-nameserver-unreachable', at.nobody);
export const deadUpstreamMusl = behindStub('musl', 'dns-nameserver-unreachable', at.nobody);
export const soundBehindStub = behindStub('glibc', null, at.nameserver);

/** A short name, a search domain, and Docker's resolver without any way out: the name is the network's own. */
export const shortNameWithoutInternet: Make = async (bench) => {
  const network = await bench.network();
  await tlsServer(
    bench,
    { network, address: at.api, aliases: ['ledger'], name: 'ledger' },
    { plain: true, port: 8080 },
  );
  const image = await serviceImage(bench, 'glibc');
  const host = { DnsSearch: ['corp.partner.test'] };
  const target = await calling(bench, image, network, { host, env: { API_URL: 'http://ledger:8080/v1' } });
  await target.untilLog('connect ledger:8080: ok', 60_000);
  return { target, rootCauses: [], args: [] };
};

const hold = `
import os, socket, time
link = socket.create_connection((os.environ['HOST_NAME'], 8443))
print('listening on 8080', flush=True)
while True:
    time.sleep(60)
`;

const keep = `
import socket
server = socket.create_server(('', 8443))
print('ready', flush=True)
kept = []
while True:
    kept.append(server.accept())
`;

/** A connection from before the name moved: the old server still holds it. */
const holding =
  (moves: boolean): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    const { network } = upstream;
    const credential = await upstream.pki.leaf([API_HOST], upstream.intermediate);
    if (moves) {
      const old = await bench.container({
        image: imageRef('debian-net:bookworm'),
        name: 'api',
        network,
        address: at.api,
        entrypoint: ['python3', '-u', '-c', keep],
        host: { Init: true },
      });
      await old.untilLog('ready', 40_000);
    } else await serveApi(bench, upstream, { credential });
    const answering = (address: number) => ({ records: { [API_HOST]: { A: [network.address(address)] } }, ttl: 5 });
    const place = { network, address: at.nameserver };
    const old = await dnsServer(bench, { ...place, name: 'nameserver' }, answering(at.api));
    const image = await serviceImage(bench, 'glibc', {
      from: imageRef('debian-net:bookworm'),
      files: { '/app/server.py': { content: hold } },
      entrypoint: ['python3', '-u', '/app/server.py'],
      trust: upstream.root,
    });
    const mounts = resolvConf(bench, `nameserver ${network.address(at.nameserver)}`);
    const target = await calling(bench, image, network, { mounts, env: { HOST_NAME: API_HOST } });
    await target.untilLog('listening', 40_000);
    if (moves) {
      await tlsServer(bench, { network, address: at.second, name: 'api-2' }, { credential });
      await old.remove();
      await dnsServer(bench, { ...place, name: 'nameserver-2' }, answering(at.second));
    }
    return { target, rootCauses: moves ? ['address-stale'] : [], args: [] };
  };

export const addressStale = holding(true);
export const connectionHeld = holding(false);

/** The upstream is named in a configuration file only, and its certificate is over. */
export const endpointInConfiguration: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const credential = await upstream.pki.leaf([API_HOST], upstream.intermediate, { fromDays: -93, toDays: -3 });
  await serveApi(bench, upstream, { credential });
  const config = `server:\n  port: 8080\npayments:\n  url: https://${API_HOST}:8443/v1\n  timeout: 5s\n`;
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const target = await calling(bench, image, upstream.network, {
    files: { '/app/config.yaml': { content: config } },
    env: { API_URL: '', CONFIG_FILE: '/app/config.yaml' },
  });
  await target.untilLog('listening');
  return { target, rootCauses: ['tls-certificate-expired'], args: [] };
};

/** A certificate that signs itself. */
export const selfSigned: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const own = await upstream.pki.root(API_HOST);
  await serveApi(bench, upstream, { credential: own, chain: own.certificate });
  const image = await serviceImage(bench, 'musl');
  const target = await calling(bench, image, upstream.network);
  await target.untilLog(`connect ${API_HOST}:8443: ok`);
  return { target, rootCauses: ['tls-untrusted-issuer'], args: [] };
};

/** The leaf is good; the intermediate that signs it is over. */
export const expiredIntermediate: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const over = await upstream.pki.intermediate('Partner Issuing CA 1', upstream.root, { fromDays: -400, toDays: -5 });
  await serveApi(bench, upstream, { credential: await upstream.pki.leaf([API_HOST], over) });
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const target = await calling(bench, image, upstream.network);
  await target.untilLog(`connect ${API_HOST}:8443: ok`);
  return { target, rootCauses: ['tls-certificate-expired'], args: [] };
};

/** A server that needs the name in the handshake, and a client whose log says that it hangs up. */
export const sniRequired: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream, { requireSni: true });
  const line = 'ERROR upstream tls: ssl.SSLError: [SSL: TLSV1_UNRECOGNIZED_NAME] tlsv1 unrecognized name';
  const image = await serviceImage(bench, 'glibc', {
    trust: upstream.root,
    entrypoint: ['/bin/sh', '-c', `echo '${line}'; exec /app/server`],
  });
  const target = await calling(bench, image, upstream.network);
  await target.untilLog('listening');
  return { target, rootCauses: ['tls-sni-required'], args: [] };
};
