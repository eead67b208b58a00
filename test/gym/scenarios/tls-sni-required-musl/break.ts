import type { Make } from '../../../lab/scenario.ts';
import { API_HOST, calling, openUpstream, program, serveApi, serviceImage } from '../../../lab/service.ts';
import { needsName } from '../../parts/check-upstream.ts';

/** A server that hangs up on clients that do not send the name, and the log of one that does not. */
export const make: Make = async (bench) => {
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
  return { target };
};

export const check = needsName;
