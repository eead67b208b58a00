import { compile } from '../../lab/programs.ts';
import type { Make } from '../../lab/scenario.ts';
import { program, service, serviceImage } from '../../lab/scenarios/parts.ts';

type Libc = 'glibc' | 'musl';

interface Wrapped {
  libc: Libc;
  cause: string | null;
  /** The start script's text. */
  script: string;
  /** What the program is linked against, where it is not the image's libc. */
  program?: Libc;
  mode?: number;
  library?: boolean;
}

/** A program that a script starts, as most images do it. */
const started =
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
    if (how.cause) await target.untilState('exited');
    else await target.untilLog('listening');
    return { target, rootCauses: how.cause ? [how.cause] : [], args: [] };
  };

const PLAIN = '#!/bin/sh\nset -e\nexport LOG_LEVEL=debug\nexec /app/server "$@"\n';

export const libcMismatchBehindScript = started({
  libc: 'musl',
  program: 'glibc',
  cause: 'libc-mismatch',
  script: PLAIN,
});
export const libcMismatchBehindScriptGlibc = started({
  libc: 'glibc',
  program: 'musl',
  cause: 'libc-mismatch',
  script: PLAIN,
});
export const missingLibraryBehindScript = started({
  libc: 'glibc',
  library: true,
  cause: 'missing-shared-library',
  script: PLAIN,
});
export const notExecutableBehindScript = started({ libc: 'musl', mode: 0o644, cause: 'not-executable', script: PLAIN });
export const missingBehindScript = started({
  libc: 'glibc',
  cause: 'missing-entrypoint',
  script: '#!/bin/sh\nset -e\nexec /app/bin/checkout "$@"\n',
});
export const soundBehindScript = started({ libc: 'musl', cause: null, script: PLAIN });

/** CMD in shell form, with a program that is not there. */
const shellForm =
  (libc: Libc): Make =>
  async (bench) => {
    const image = await serviceImage(bench, libc, {
      entrypoint: [],
      cmd: ['/bin/sh', '-c', '/app/bin/checkout --port 8080'],
    });
    const target = await service(bench, image, { network: await bench.network() });
    await target.untilState('exited');
    return { target, rootCauses: ['missing-entrypoint'], args: [] };
  };

export const missingInShellFormGlibc = shellForm('glibc');
export const missingInShellFormMusl = shellForm('musl');

/** A script for node by way of env, in an image without node. */
export const missingInterpreterByEnv: Make = async (bench) => {
  const files = { '/app/server.js': { content: '#!/usr/bin/env node\nconsole.log(1)\n', mode: 0o755 } };
  const image = await serviceImage(bench, 'glibc', { files, entrypoint: ['/app/server.js'] });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilState('exited');
  return { target, rootCauses: ['missing-interpreter'], args: [] };
};

/** A child is killed for memory; the shell that is process 1 goes on. */
export const childKilledForMemory: Make = async (bench) => {
  // A moment after the start: the engine's watch over the limit begins only then.
  const command = 'sleep 2; /app/server; echo "worker ended with $?"; exec sleep 3600';
  const image = await serviceImage(bench, 'glibc', { entrypoint: ['/bin/sh', '-c', command] });
  const host = { Memory: 32 << 20, MemorySwap: 32 << 20 };
  const target = await service(bench, image, { network: await bench.network(), env: { HOLD_MIB: '256' }, host });
  await target.untilLog('worker ended');
  return { target, rootCauses: ['oom-killed'], args: [] };
};
