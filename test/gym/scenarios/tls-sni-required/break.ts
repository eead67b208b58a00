import type { Make } from '../../../lab/scenario.ts';
import { calling, openUpstream, serveApi, serviceImage } from '../../../lab/service.ts';
import { needsName } from '../../parts/check-upstream.ts';

/** A server that needs the name in the handshake, and a client whose log says that it hangs up. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream, { requireSni: true });
  const line = 'ERROR upstream tls: ssl.SSLError: [SSL: TLSV1_UNRECOGNIZED_NAME] tlsv1 unrecognized name';
  const image = await serviceImage(bench, 'glibc', {
    trust: upstream.root,
    entrypoint: ['/bin/sh', '-c', `echo '${line}'; exec /app/server`],
  });
  const target = await calling(bench, image, upstream.network);
  await target.untilLog('listening');
  return { target };
};

export const check = needsName;
