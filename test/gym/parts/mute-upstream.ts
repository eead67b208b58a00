import { imageRef } from '../../lab/images.ts';
import type { Make } from '../../lab/scenario.ts';
import { API_HOST, at, calling, type Libc, openUpstream, serviceImage } from '../../lab/service.ts';

const MUTE = `
import socket
server = socket.create_server(('', 8443))
print('ready', flush=True)
kept = []
while True:
    kept.append(server.accept())
`;

/** The upstream takes every connection and never says a word. */
export const mute =
  (scheme: 'http' | 'https', libc: Libc): Make =>
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
    return { target };
  };
