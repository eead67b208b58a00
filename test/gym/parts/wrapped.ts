import { compile } from '../../lab/programs.ts';
import type { Make } from '../../lab/scenario.ts';
import { type Libc, program, service, serviceImage } from '../../lab/service.ts';

interface Wrapped {
  libc: Libc;
  sound?: boolean;
  /** The start script's text. */
  script: string;
  /** What the program is linked against, where it is not the image's libc. */
  program?: Libc;
  mode?: number;
  library?: boolean;
}

/** A program that a script starts, as most images do it. */
export const started =
  (how: Wrapped): Make =>
  async (bench) => {
    const linkage = how.program ?? how.libc;
    const library = how.library
      ? [await compile('payments.c', linkage, ['-shared', '-fPIC', '-Wl,-soname,libpayments.so.1'])]
      : [];
    const [server] = Object.values(await program(linkage, how.library ? ['-DWITH_LIBRARY', ...library] : []));
    const files = {
      ...(server ? { '/app/server': { ...server, mode: how.mode ?? 0o755 } } : {}),
      '/app/start.sh': { content: how.script, mode: 0o755 },
    };
    const image = await serviceImage(bench, how.libc, { files, entrypoint: ['/app/start.sh'] });
    const target = await service(bench, image, { network: await bench.network() });
    if (how.sound) await target.untilLog('listening');
    else await target.untilState('exited');
    return { target };
  };

export const PLAIN = '#!/bin/sh\nset -e\nexport LOG_LEVEL=debug\nexec /app/server "$@"\n';
