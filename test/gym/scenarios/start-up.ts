import { readFileSync } from 'node:fs';
import { imageRef, muslImage } from '../../lab/images.ts';
import { compile } from '../../lab/programs.ts';
import type { Make } from '../../lab/scenario.ts';
import { program, service, serviceImage } from '../../lab/scenarios/parts.ts';
import { until } from '../../lab/wait.ts';

type Libc = 'glibc' | 'musl';

/** A program compiled against musl, in a glibc image. */
export const libcMismatchGlibc: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', { files: await program('musl') });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilState('exited', 'created');
  return { target, rootCauses: ['libc-mismatch'], args: [] };
};

/** A start script of these bytes. */
const scripted =
  (libc: Libc, cause: string, script: string, mode = 0o755): Make =>
  async (bench) => {
    const files = { ...(await program(libc)), '/app/start.sh': { content: script, mode } };
    const image = await serviceImage(bench, libc, { files, entrypoint: ['/app/start.sh'] });
    const target = await service(bench, image, { network: await bench.network() });
    return { target, rootCauses: cause ? [cause] : [], args: [] };
  };

export const missingInterpreterGlibc = scripted('glibc', 'missing-interpreter', '#!/usr/bin/fish\nexec /app/server\n');
export const crlfShebangMusl = scripted('musl', 'crlf-shebang', '#!/bin/sh\r\nset -e\r\nexec /app/server\r\n');
export const notExecutableMusl = scripted('musl', 'not-executable', '#!/bin/sh\nexec /app/server\n', 0o644);
/** Carriage returns inside a script that begins well: sh chokes on them, the interpreter is found. */
export const commentsWithCarriageReturns = scripted('glibc', '', '#!/bin/sh\n# notes\r\n# more\r\nexec /app/server\n');
/** A bash script in an image that has bash, with an array. */
export const bashScriptWithBash = scripted('glibc', '', '#!/bin/bash\nhosts=(a b)\necho $hosts\nexec /app/server\n');
/** A script whose own error is no matter of BusyBox. */
export const brokenScript = scripted('musl', '', '#!/bin/sh\nif true; then\n  echo half\n');

/** A volume mounted over the program's directory. */
export const entrypointHidden: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl');
  const host = { Tmpfs: { '/app': 'rw,size=1m' } };
  const target = await service(bench, image, { network: await bench.network(), host });
  return { target, rootCauses: ['missing-entrypoint'], args: [] };
};

export const missingEntrypointMusl: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl', { entrypoint: ['/usr/local/bin/checkout'] });
  const target = await service(bench, image, { network: await bench.network() });
  return { target, rootCauses: ['missing-entrypoint'], args: [] };
};

export const wrongArchitectureMusl: Make = async (bench) => {
  const binary = Buffer.from(readFileSync(await compile('service.c', 'musl')));
  const machine = 18; // e_machine of the ELF header
  binary.writeUInt16LE(0xb7, machine);
  const image = await serviceImage(bench, 'musl', { files: { '/app/server': { content: binary, mode: 0o755 } } });
  const target = await service(bench, image, { network: await bench.network() });
  return { target, rootCauses: ['wrong-architecture'], args: [] };
};

export const wrongWorkdirMusl: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl', { entrypoint: ['./server'] });
  const target = await service(bench, image, { network: await bench.network(), workdir: '/srv' });
  return { target, rootCauses: ['wrong-workdir'], args: [] };
};

export const noexecMountGlibc: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', {
    entrypoint: ['/bin/sh', '-c', 'cp /app/server /plugins/server && exec /plugins/server'],
  });
  const host = { Tmpfs: { '/plugins': 'rw,noexec,nosuid,size=8m,mode=1777' } };
  const target = await service(bench, image, { network: await bench.network(), host });
  await target.untilState('exited');
  return { target, rootCauses: ['noexec-mount'], args: [] };
};

export const oomKilledMusl: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl');
  const host = { Memory: 32 << 20, MemorySwap: 32 << 20 };
  const target = await service(bench, image, { network: await bench.network(), env: { HOLD_MIB: '256' }, host });
  await target.untilState('exited');
  return { target, rootCauses: ['oom-killed'], args: [] };
};

/** The command calls a runtime that the image has not. */
const withoutRuntime =
  (libc: Libc, command: string[]): Make =>
  async (bench) => {
    const files = { '/app/server.js': { content: 'console.log(1)\n' } };
    const image = await serviceImage(bench, libc, { files, entrypoint: command });
    const target = await service(bench, image, { network: await bench.network() });
    return { target, rootCauses: ['runtime-missing'], args: [] };
  };

export const runtimeMissingGlibc = withoutRuntime('glibc', ['node', '/app/server.js']);
export const runtimeMissingMusl = withoutRuntime('musl', ['java', '-jar', '/app/server.jar']);

/** A library that is there and lacks the symbol that the program was linked with. */
const withoutSymbol =
  (libc: Libc): Make =>
  async (bench) => {
    const soname = '-Wl,-soname,libpayments.so.1';
    const linked = await compile('payments.c', libc, ['-shared', '-fPIC', soname]);
    const shipped = await compile('payments.c', libc, ['-shared', '-fPIC', soname, '-Dpayments_version=payments_v1']);
    const path = libc === 'musl' ? '/usr/lib/libpayments.so.1' : '/usr/lib/x86_64-linux-gnu/libpayments.so.1';
    const files = { ...(await program(libc, ['-DWITH_LIBRARY', linked])), [path]: { from: shipped, mode: 0o755 } };
    const image = await serviceImage(bench, libc, { files });
    const target = await service(bench, image, { network: await bench.network() });
    await target.untilState('exited');
    return { target, rootCauses: ['symbol-mismatch'], args: [] };
  };

export const symbolMismatchGlibc = withoutSymbol('glibc');
export const symbolMismatchMusl = withoutSymbol('musl');

/** GNU's grep -P, refused by BusyBox. */
export const busyboxOption: Make = async (bench) => {
  const script = "#!/bin/sh\nset -e\necho 'v2.7.1' | grep -P 'v\\d+'\nexec /app/server\n";
  const files = { ...(await program('musl')), '/app/start.sh': { content: script, mode: 0o755 } };
  const image = await serviceImage(bench, 'musl', {
    from: await muslImage(bench.docker),
    files,
    entrypoint: ['/app/start.sh'],
  });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilState('exited');
  return { target, rootCauses: ['busybox-incompatibility'], args: [] };
};

/** A read-only root, and a program that writes to it at start. */
export const readOnlyMusl: Make = async (bench) => {
  const write = 'set -e; mkdir -p /app/cache; echo warm >/app/cache/index; exec /app/server';
  const image = await serviceImage(bench, 'musl', { entrypoint: ['/bin/sh', '-c', write] });
  const target = await service(bench, image, { network: await bench.network(), host: { ReadonlyRootfs: true } });
  await target.untilState('exited');
  return { target, rootCauses: ['read-only-filesystem'], args: [] };
};

/** The application refuses its own configuration: an error, and none of ours. */
const ownError =
  (libc: Libc): Make =>
  async (bench) => {
    const command = "echo 'FATAL config: PAYMENTS_KEY is not set' >&2; exit 1";
    const image = await serviceImage(bench, libc, { entrypoint: ['/bin/sh', '-c', command] });
    const target = await service(bench, image, { network: await bench.network() });
    await target.untilState('exited');
    return { target, rootCauses: [], args: [] };
  };

export const applicationErrorGlibc = ownError('glibc');
export const applicationErrorMusl = ownError('musl');

/** It runs for a second and ends by its own decision, for ever: running or not, by the moment at which it is looked at. */
export const restartsForEver: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', { entrypoint: ['/bin/sh', '-c', 'sleep 1; exit 3'] });
  const host = { RestartPolicy: { Name: 'always' } };
  const env = { API_URL: 'https://api.partner.test:8443/v1' };
  const target = await service(bench, image, { network: await bench.network(), env, host });
  await until(`${target.name} to be restarted twice`, async () => (await target.inspect()).RestartCount >= 2, 60_000);
  return { target, rootCauses: [], args: [] };
};

/** Ended by a kill after SIGTERM was ignored: 137, and not for memory. */
export const killedAfterGrace: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', {
    entrypoint: ['/bin/sh', '-c', "trap '' TERM; while :; do sleep 1; done"],
  });
  const target = await service(bench, image, { network: await bench.network(), host: { Memory: 64 << 20 } });
  await target.container.stop({ t: 1 });
  await target.untilState('exited');
  return { target, rootCauses: [], args: [] };
};

/** Made, never started; all is there. */
export const neverStarted: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl');
  const target = await service(bench, image, { network: await bench.network(), start: false });
  return { target, rootCauses: [], args: [] };
};

export const jobThatEndedMusl: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl', { entrypoint: ['/bin/sh', '-c', 'echo migrated 12 tables'] });
  const target = await bench.container({ image, name: 'migrate' });
  await target.untilState('exited');
  return { target, rootCauses: [], args: [] };
};

/** A glibc helper lies in a musl image, and nothing starts it. */
export const foreignBinaryBeside: Make = async (bench) => {
  const files = {
    ...(await program('musl')),
    '/opt/agent/bin/agent': { from: await compile('service.c', 'glibc'), mode: 0o755 },
  };
  const image = await serviceImage(bench, 'musl', { files });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  return { target, rootCauses: [], args: [] };
};

/** An old image, past its end of life: hygiene, not trouble. */
export const endOfLifeBase: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', {
    from: imageRef('debian:bullseye'),
    files: await program('static'),
  });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  return { target, rootCauses: [], args: [] };
};
