import { imageRef } from '../../../lab/images.ts';
import type { Make } from '../../../lab/scenario.ts';
import { API_HOST, calling, openUpstream, serveApi } from '../../../lab/service.ts';

/** FROM scratch with TLS to a private authority: roots may be inside the program, and it says that all is well. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream);
  const target = await calling(bench, imageRef('scratch:1'), upstream.network);
  await target.untilLog(`connect ${API_HOST}:8443: ok`);
  return { target };
};
