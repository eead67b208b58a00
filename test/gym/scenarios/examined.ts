import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { imageRef } from '../../lab/images.ts';
import type { Make } from '../../lab/scenario.ts';
import { API_HOST, at, calling, openUpstream, resolvConf, serveApi, serviceImage } from '../../lab/scenarios/parts.ts';
import { dnsServer, proxyServer, tlsServer } from '../../lab/servers.ts';

type Libc = 'glibc' | 'musl';
const run = promisify(execFile);

/** What an examination with containers of others' making found misjudged, one scenario a kind. */

/** A label of ten letters: its length is a line feed, which cuts a question in two where a shell passes it on. */
const tenLetters =
  (libc: Libc): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    const { network, pki, intermediate } = upstream;
    const host = 'prometheus.partner.test';
    const credential = await pki.leaf([host], intermediate);
    await tlsServer(bench, { network, address: at.api, name: 'api' }, { credential });
    const records = { [host]: { A: [network.address(at.api)] } };
    await dnsServer(bench, { network, address: at.nameserver, name: 'nameserver' }, { records });
    const image = await serviceImage(bench, libc, { trust: upstream.root });
    const mounts = resolvConf(bench, `nameserver ${network.address(at.nameserver)}`);
    const target = await calling(bench, image, network, { mounts, env: { API_URL: `https://${host}:8443/v1` } });
    await target.untilLog(`connect ${host}:8443: ok`);
    return { target, rootCauses: [], args: [] };
  };

export const tenLettersGlibc = tenLetters('glibc');
export const tenLettersMusl = tenLetters('musl');

const MUTE = `
import socket
server = socket.create_server(('', 8443))
print('ready', flush=True)
kept = []
while True:
    kept.append(server.accept())
`;

/** The upstream takes every connection and never says a word. */
const mute =
  (scheme: 'http' | 'https', libc: Libc, cause: string): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    const { network } = upstream;
    const server = await bench.container({
      image: imageRef('debian-net:bookworm'),
      name: 'api',
      network,
      address: at.api,
      aliases: [API_HOST],
      entrypoint: ['python3', '-u', '-c', MUTE],
      host: { Init: true },
    });
    await server.untilLog('ready', 40_000);
    const image = await serviceImage(bench, libc, { trust: upstream.root });
    const target = await calling(bench, image, network, { env: { API_URL: `${scheme}://${API_HOST}:8443/v1` } });
    await target.untilLog(`connect ${API_HOST}:8443: ok`);
    return { target, rootCauses: [cause], args: [] };
  };

export const muteToHttp = mute('http', 'musl', 'upstream-slow');
export const muteToTls = mute('https', 'glibc', 'endpoint-unreachable');

/** Three backends behind one name, the last of which serves a certificate that has expired. */
export const oneExpiredOfThree: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const { network, pki, intermediate } = upstream;
  const good = await pki.leaf([API_HOST], intermediate);
  const expired = await pki.leaf([API_HOST], intermediate, { fromDays: -93, toDays: -3 });
  const places = [at.api, at.api + 1, at.api + 2];
  for (const address of places) {
    const credential = address === at.api + 2 ? expired : good;
    await tlsServer(bench, { network, address, aliases: [API_HOST], name: `api-${address}` }, { credential });
  }
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const target = await calling(bench, image, network);
  await target.untilLog(`connect ${API_HOST}:8443: ok`);
  return { target, rootCauses: ['backend-uneven'], args: [] };
};

/** The service's network leads nowhere but to the proxy, which connects to the upstream: that is as it should be. */
export const onlyTheProxyLeadsOut: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const { network } = upstream;
  const server = await serveApi(bench, upstream);
  const proxy = 'http://proxy.partner.test:3128';
  const place = { network, address: at.proxy, aliases: ['proxy.partner.test'], name: 'proxy' };
  await proxyServer(bench, place, { mode: 'allow' });
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const env = { HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: 'localhost', no_proxy: 'localhost' };
  const { Pid } = (await server.inspect()).State;
  const from = ['-s', network.address(at.service), '-j', 'DROP'];
  await run('nsenter', ['-t', String(Pid), '-n', 'iptables', '-I', 'INPUT', ...from]);
  const target = await calling(bench, image, network, { env });
  await target.untilLog('listening');
  return { target, rootCauses: [], args: [] };
};
