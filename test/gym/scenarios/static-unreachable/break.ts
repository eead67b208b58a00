import { imageRef } from '../../../lab/images.ts';
import type { Make } from '../../../lab/scenario.ts';
import { tlsServer } from '../../../lab/servers.ts';
import { API_HOST, at, calling } from '../../../lab/service.ts';

/** Static, broken: nobody listens at its upstream. */
export const make: Make = async (bench) => {
  const network = await bench.network();
  await tlsServer(bench, { network, address: at.api, aliases: [API_HOST], name: 'api' }, { plain: true, port: 8080 });
  const target = await calling(bench, imageRef('scratch:1'), network, {
    env: { API_URL: `http://${API_HOST}:9090/v1` },
  });
  await target.untilLog('Connection refused');
  return { target };
};
