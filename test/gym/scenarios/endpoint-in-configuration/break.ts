import type { Make } from '../../../lab/scenario.ts';
import { API_HOST, calling, openUpstream, serveApi, serviceImage } from '../../../lab/service.ts';
import { handshakeEnds } from '../../parts/check-upstream.ts';

/** The upstream is named in a configuration file only, and its certificate is over. */
export const make: Make = async (bench) => {
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
  return { target };
};

export const check = handshakeEnds(/CERT_HAS_EXPIRED/);
