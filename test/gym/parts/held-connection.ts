import { imageRef } from '../../lab/images.ts';
import type { Make } from '../../lab/scenario.ts';
import { dnsServer, tlsServer } from '../../lab/servers.ts';
import { API_HOST, at, calling, openUpstream, resolvConf, serveApi, serviceImage } from '../../lab/service.ts';

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
export const holding =
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
    return { target };
  };
