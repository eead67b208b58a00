import { readFileSync } from 'node:fs';
import type { ImageFile } from '../image-spec.ts';
import { imageRef, muslImage } from '../images.ts';
import { compile } from '../programs.ts';
import type { Make } from '../scenario.ts';
import { calling, openUpstream, program, serveApi, service, serviceImage } from './parts.ts';

/** A program compiled against glibc, in a musl image, restarted for ever by its policy. */
export const libcMismatch: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream);
  const image = await serviceImage(bench, 'musl', { files: await program('glibc'), trust: upstream.root });
  const target = await calling(bench, image, upstream.network, { host: { RestartPolicy: { Name: 'always' } } });
  await target.untilState('restarting', 'exited');
  return { target, rootCauses: ['libc-mismatch'], args: [] };
};

/** A script for bash, in an image that has none. */
export const missingInterpreter: Make = async (bench) => {
  const script = '#!/bin/bash\nset -euo pipefail\nexec /app/server\n';
  const files = { ...(await program('musl')), '/app/start.sh': { content: script, mode: 0o755 } };
  const image = await serviceImage(bench, 'musl', { files, entrypoint: ['/app/start.sh'] });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilState('exited', 'created');
  return { target, rootCauses: ['missing-interpreter'], args: [] };
};

/** A start script that was edited on Windows. */
export const crlfShebang: Make = async (bench) => {
  const script = '#!/bin/sh\r\nset -e\r\nexec /app/server\r\n';
  const files = { ...(await program('glibc')), '/app/start.sh': { content: script, mode: 0o755 } };
  const image = await serviceImage(bench, 'glibc', { files, entrypoint: ['/app/start.sh'] });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilState('exited', 'created');
  return { target, rootCauses: ['crlf-shebang'], args: [] };
};

/** A program that lost its executable bit on the way into the image. */
export const notExecutable: Make = async (bench) => {
  const files: Record<string, ImageFile> = {
    '/app/server': { from: await compile('service.c', 'glibc'), mode: 0o644 },
  };
  const target = await service(bench, await serviceImage(bench, 'glibc', { files }), {
    network: await bench.network(),
  });
  return { target, rootCauses: ['not-executable'], args: [] };
};

/** An entrypoint that the image does not have. */
export const missingEntrypoint: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', { entrypoint: ['/app/bin/server'] });
  return {
    target: await service(bench, image, { network: await bench.network() }),
    rootCauses: ['missing-entrypoint'],
    args: [],
  };
};

/** The same program for another architecture: an x86-64 one whose header and loader say aarch64. */
export const wrongArchitecture: Make = async (bench) => {
  const binary = Buffer.from(readFileSync(await compile('service.c', 'glibc')));
  const machine = 18; // e_machine of the ELF header
  binary.writeUInt16LE(0xb7, machine);
  const loader = '/lib64/ld-linux-x86-64.so.2';
  const where = binary.indexOf(loader);
  binary.fill(0, where, where + loader.length);
  binary.write('/lib/ld-linux-aarch64.so.1', where);
  const files = { '/app/server': { content: binary, mode: 0o755 } };
  const target = await service(bench, await serviceImage(bench, 'glibc', { files }), {
    network: await bench.network(),
  });
  await target.untilState('exited', 'created');
  return { target, rootCauses: ['wrong-architecture'], args: [] };
};

/** An entrypoint relative to a directory that the container was given another of. */
export const wrongWorkdir: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', { entrypoint: ['./server'] });
  return {
    target: await service(bench, image, { network: await bench.network(), workdir: '/srv' }),
    rootCauses: ['wrong-workdir'],
    args: [],
  };
};

/** A program on a volume that is mounted without the right to execute. */
export const noexecMount: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl', {
    entrypoint: ['/bin/sh', '-c', 'cp /app/server /plugins/server && exec /plugins/server'],
  });
  const host = { Tmpfs: { '/plugins': 'rw,noexec,nosuid,size=8m,mode=1777' } };
  const target = await service(bench, image, { network: await bench.network(), host });
  await target.untilState('exited');
  return { target, rootCauses: ['noexec-mount'], args: [] };
};

/** A service that needs more memory than it may have. */
export const oomKilled: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc');
  const host = { Memory: 32 << 20, MemorySwap: 32 << 20 };
  const target = await service(bench, image, { network: await bench.network(), env: { HOLD_MIB: '256' }, host });
  await target.untilState('exited');
  return { target, rootCauses: ['oom-killed'], args: [] };
};

/** A program linked against a library that the image lacks. */
async function withoutLibrary(bench: Parameters<Make>[0], libc: 'glibc' | 'musl') {
  const library = await compile('payments.c', libc, ['-shared', '-fPIC', '-Wl,-soname,libpayments.so.1']);
  const files = await program(libc, ['-DWITH_LIBRARY', library]);
  const target = await service(bench, await serviceImage(bench, libc, { files }), { network: await bench.network() });
  await target.untilState('exited');
  return { target, rootCauses: ['missing-shared-library'], args: [] };
}

export const missingSharedLibraryGlibc: Make = (bench) => withoutLibrary(bench, 'glibc');
export const missingSharedLibraryMusl: Make = (bench) => withoutLibrary(bench, 'musl');

/** A program compiled on bookworm, run on bullseye. */
export const libcTooOld: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', { from: imageRef('debian:bullseye') });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilState('exited');
  return { target, rootCauses: ['libc-too-old'], args: [] };
};

/** A script with an array, which busybox's shell does not know. */
export const busyboxIncompatibility: Make = async (bench) => {
  const script = `#!/bin/sh\nhosts=(api.partner.test db.partner.test)\nfor host in "\${hosts[@]}"; do echo "$host"; done\n`;
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
