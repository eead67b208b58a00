import { imageRef } from '../../lab/images.ts';
import type { Make } from '../../lab/scenario.ts';
import { API_HOST, calling, openUpstream, serveApi, service, serviceImage } from '../../lab/scenarios/parts.ts';

type Libc = 'glibc' | 'musl';

export const diskFullMusl: Make = async (bench) => {
  const fill = 'dd if=/dev/zero of=/data/journal bs=64k || true; exec /app/server';
  const image = await serviceImage(bench, 'musl', { entrypoint: ['/bin/sh', '-c', fill] });
  const host = { Tmpfs: { '/data': 'rw,size=2m' } };
  const target = await service(bench, image, { network: await bench.network(), host });
  await target.untilLog('listening');
  return { target, rootCauses: ['disk-full'], args: [] };
};

/** A tmpfs that is used well below its size. */
export const diskHalfFull: Make = async (bench) => {
  const fill = 'dd if=/dev/zero of=/data/journal bs=64k count=16; exec /app/server';
  const image = await serviceImage(bench, 'musl', { entrypoint: ['/bin/sh', '-c', fill] });
  const host = { Tmpfs: { '/data': 'rw,size=2m' } };
  const target = await service(bench, image, { network: await bench.network(), host });
  await target.untilLog('listening');
  return { target, rootCauses: [], args: [] };
};

const hold = `
import time
kept = []
try:
    while len(kept) < MOST:
        kept.append(open('/dev/null'))
except OSError as error:
    print('ERROR accept:', error, flush=True)
print('listening on 8080', flush=True)
while True:
    time.sleep(60)
`;

const holding =
  (most: number, cause: string | null): Make =>
  async (bench) => {
    const files = { '/app/server.py': { content: hold.replace('MOST', String(most)) } };
    const image = await serviceImage(bench, 'glibc', {
      from: imageRef('debian-net:bookworm'),
      files,
      entrypoint: ['python3', '-u', '/app/server.py'],
    });
    const host = { Ulimits: [{ Name: 'nofile', Soft: 128, Hard: 128 }] };
    const target = await service(bench, image, { network: await bench.network(), host, user: '1000:1000' });
    await target.untilLog('listening');
    return { target, rootCauses: cause ? [cause] : [], args: [] };
  };

export const descriptorsExhausted = holding(1000, 'file-descriptors-exhausted');
export const descriptorsInUse = holding(60, null);

/** A tenth of a CPU for a program that wants one. */
const busy =
  (libc: Libc, cpus: number | null, command: string): Make =>
  async (bench) => {
    const image = await serviceImage(bench, libc, { entrypoint: ['/bin/sh', '-c', command] });
    const host = cpus === null ? {} : { NanoCpus: cpus * 1e9 };
    const target = await service(bench, image, { network: await bench.network(), host });
    await target.untilState('running');
    return { target, rootCauses: cpus === null || cpus > 0.5 ? [] : ['cpu-throttled'], args: [] };
  };

const SPIN = 'echo started; while :; do :; done';
export const cpuThrottledGlibc = busy('glibc', 0.02, SPIN);
export const cpuThrottledMusl = busy('musl', 0.02, SPIN);
/** A limit that nothing reaches. */
export const cpuLimitIdle = busy('glibc', 0.6, 'echo started; while :; do sleep 1; done');

const remembering =
  (libc: Libc, mebibytes: number, cause: string | null): Make =>
  async (bench) => {
    const image = await serviceImage(bench, libc);
    const host = { Memory: 64 << 20, MemorySwap: 64 << 20 };
    const env = { HOLD_MIB: String(mebibytes) };
    const target = await service(bench, image, { network: await bench.network(), env, host });
    await target.untilLog('listening');
    return { target, rootCauses: cause ? [cause] : [], args: [] };
  };

export const memoryPressureGlibc = remembering('glibc', 62, 'memory-pressure');
export const memoryPressureMusl = remembering('musl', 62, 'memory-pressure');
export const memoryHalfUsed = remembering('glibc', 32, null);

/** The page cache fills the limit: it can be given back. */
export const memoryAllCache: Make = async (bench) => {
  const read =
    'dd if=/dev/zero of=/var/tmp/big bs=1M count=120 2>/dev/null; cat /var/tmp/big >/dev/null; exec /app/server';
  const image = await serviceImage(bench, 'glibc', { entrypoint: ['/bin/sh', '-c', read] });
  const host = { Memory: 64 << 20, MemorySwap: 64 << 20 };
  const target = await service(bench, image, { network: await bench.network(), host });
  await target.untilLog('listening');
  return { target, rootCauses: [], args: [] };
};

/** The upstream thinks for three seconds, or for half of one. */
const thoughtful =
  (libc: Libc, delayMs: number, cause: string | null): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    await serveApi(bench, upstream, { delayMs });
    const image = await serviceImage(bench, libc, { trust: upstream.root });
    const target = await calling(bench, image, upstream.network);
    await target.untilLog(`connect ${API_HOST}:8443: ok`);
    return { target, rootCauses: cause ? [cause] : [], args: [] };
  };

export const upstreamSlowGlibc = thoughtful('glibc', 3500, 'upstream-slow');
export const upstreamSlowMusl = thoughtful('musl', 3500, 'upstream-slow');
export const upstreamUnhurried = thoughtful('musl', 500, null);
