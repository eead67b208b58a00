import type { Make } from '../../../lab/scenario.ts';
import { calling, openUpstream, program, serveApi, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

/** A program compiled against glibc, in a musl image, restarted for ever by its policy. */
export const make: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream);
  const image = await serviceImage(bench, 'musl', { files: await program('glibc'), trust: upstream.root });
  const target = await calling(bench, image, upstream.network, { host: { RestartPolicy: { Name: 'always' } } });
  await target.untilState('restarting', 'exited');
  return { target };
};

export const check = says('exec /app/server: no such file or directory');
