import { imageRef } from '../../../lab/images.ts';
import type { Make } from '../../../lab/scenario.ts';
import { proxyServer } from '../../../lab/servers.ts';
import { at, calling, openUpstream, serveApi, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

const talk = `
import socket, time
link = socket.create_connection(('proxy.partner.test', 3128))
link.sendall(b'CONNECT api.partner.test:8443 HTTP/1.1\\r\\nHost: api.partner.test:8443\\r\\n\\r\\n')
print('through the proxy:', link.recv(1000).split(b'\\r\\n')[0].decode(), flush=True)
while True:
    time.sleep(60)
`;

/** A tunnel through the proxy, held open. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const { network } = upstream;
  await serveApi(bench, upstream);
  const place = { network, address: at.proxy, aliases: ['proxy.partner.test'], name: 'proxy' };
  await proxyServer(bench, place, { mode: 'allow' });
  const image = await serviceImage(bench, 'glibc', {
    from: imageRef('debian-net:bookworm'),
    files: { '/app/server.py': { content: talk } },
    entrypoint: ['python3', '-u', '/app/server.py'],
    trust: upstream.root,
  });
  const proxy = 'http://proxy.partner.test:3128';
  const env = { HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: 'localhost', no_proxy: 'localhost' };
  const target = await calling(bench, image, network, { env });
  await target.untilLog('through the proxy');
  return { target };
};

export const check = says('200');
