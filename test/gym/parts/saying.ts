import type { Make } from '../../lab/scenario.ts';
import { API_HOST, calling, type Libc, openUpstream, program, serveApi, serviceImage } from '../../lab/service.ts';

export const saying =
  (libc: Libc, line: string): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    await serveApi(bench, upstream);
    // From a file: a command line that holds the line would name its hosts as used ones.
    const files = { ...(await program(libc)), '/usr/share/notice': { content: `${line}\n` } };
    const image = await serviceImage(bench, libc, {
      trust: upstream.root,
      files,
      entrypoint: ['/bin/sh', '-c', 'cat /usr/share/notice; exec /app/server'],
    });
    const target = await calling(bench, image, upstream.network);
    await target.untilLog(`connect ${API_HOST}:8443: ok`);
    return { target };
  };
