import { imageRef } from '../../../lab/images.ts';
import type { Make } from '../../../lab/scenario.ts';
import { tlsServer } from '../../../lab/servers.ts';
import { API_HOST, at, calling } from '../../../lab/service.ts';

/** Distroless: no shell, no tools, uid 65532; its upstream speaks plain HTTP. */
export const make: Make = async (bench) => {
  const network = await bench.network();
  await tlsServer(bench, { network, address: at.api, aliases: [API_HOST], name: 'api' }, { plain: true, port: 8080 });
  const env = { API_URL: `http://${API_HOST}:8080/v1` };
  const target = await calling(bench, imageRef('distroless:1'), network, { env });
  await target.untilLog(`connect ${API_HOST}:8080: ok`);
  return { target };
};
