import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Bench } from '../../lab/containers.ts';
import { compile } from '../../lab/programs.ts';
import type { Make } from '../../lab/scenario.ts';
import { service, serviceImage } from '../../lab/scenarios/parts.ts';
import type { Target } from '../../lab/target.ts';
import { until } from '../../lab/wait.ts';

type Libc = 'glibc' | 'musl';

/** What its log counts a second, once it has counted. */
async function rounds(target: Target): Promise<number> {
  return until(`${target.name} to count`, async () => {
    const found = [...(await target.logs()).matchAll(/^(\d+) rounds a second$/gm)].at(-1);
    return found && Number(found[1]) > 0 ? Number(found[1]) : undefined;
  });
}

interface Threads {
  libc: Libc;
  cause: string | null;
  env: Record<string, string>;
  /** Rounds that it does not reach, or does not stay below: the fault, seen before walkdown sees it. */
  most?: number;
  least?: number;
  cpus?: number;
}

const working =
  ({ libc, cause, env, most, least, cpus }: Threads): Make =>
  async (bench) => {
    const files = { '/app/server': { from: await compile('threads.c', libc, ['-pthread']), mode: 0o755 } };
    const image = await serviceImage(bench, libc, { files });
    const host = cpus === undefined ? {} : { NanoCpus: cpus * 1e9 };
    const target = await service(bench, image, { network: await bench.network(), env, host });
    const counted = await rounds(target);
    if (most !== undefined && counted > most) throw new Error(`${counted} rounds a second: nothing holds it up`);
    if (least !== undefined && counted < least) throw new Error(`${counted} rounds a second: something holds it up`);
    return { target, rootCauses: cause ? [cause] : [], args: ['--symptom', 'slow'] };
  };

/** The same program does five times as much and more against glibc, on the same machine. */
const ALLOCATIONS = 5_000_000;
const ALLOCATING = { ALLOCATE: '1', THREADS: '8' };
export const allocatorContention = working({
  libc: 'musl',
  cause: 'allocator-contention',
  env: ALLOCATING,
  most: ALLOCATIONS,
});
export const allocatorContentionFew = working({
  libc: 'musl',
  cause: 'allocator-contention',
  env: { ALLOCATE: '1', THREADS: '3' },
  most: ALLOCATIONS,
});
export const allocatingOnGlibc = working({ libc: 'glibc', cause: null, env: ALLOCATING });
/** musl, many threads, no lock: only busy. */
export const busyThreadsOnMusl = working({ libc: 'musl', cause: null, env: { THREADS: '8' } });

const MEBIBYTE = 1 << 20;

/** The whole disk that the engine keeps its data on, as the throttle wants it named; partitions are not throttled. */
async function diskOfEngine(bench: Bench): Promise<string> {
  const { DockerRootDir } = (await bench.docker.info()) as { DockerRootDir: string };
  const { dev } = statSync(DockerRootDir);
  const device = realpathSync(`/sys/dev/block/${Math.floor(dev / 256) & 0xfff}:${dev & 0xff}`);
  return `/dev/${basename(existsSync(`${device}/partition`) ? dirname(device) : device)}`;
}

/** Writes through to the disk, all the time or a little now and then, with a limit on its writes. */
const writing =
  (libc: Libc, command: string, cause: string | null): Make =>
  async (bench) => {
    const image = await serviceImage(bench, libc, { entrypoint: ['/bin/sh', '-c', `echo started; ${command}`] });
    const host = { BlkioDeviceWriteBps: [{ Path: await diskOfEngine(bench), Rate: MEBIBYTE }] };
    const target = await service(bench, image, { network: await bench.network(), host });
    if (target.startError) throw new Error(target.startError);
    await target.untilLog('written');
    if (cause) await isHeldBack(target);
    return { target, rootCauses: cause ? [cause] : [], args: ['--symptom', 'slow'] };
  };

/** The fault itself, seen before walkdown does: a mebibyte takes about a second, as the limit says. */
async function isHeldBack(target: Target): Promise<void> {
  const written = async () => (await target.logs()).split('written').length - 1;
  const [before, began] = [await written(), Date.now()];
  await until(`${target.name} to write on`, async () => (await written()) >= before + 3, 30_000);
  const seconds = (Date.now() - began) / 1000;
  if (seconds < 2) throw new Error(`three mebibytes in ${seconds} s: nothing holds it back`);
}

const round = (blocks: number) =>
  `dd if=/dev/zero of=/var/tmp/journal bs=64k count=${blocks} oflag=direct 2>/dev/null && echo written`;
const busily = `while :; do ${round(16)}; done`;
export const ioSaturatedGlibc = writing('glibc', busily, 'io-saturated');
export const ioSaturatedMusl = writing('musl', busily, 'io-saturated');
/** The same limit, and a block a second. */
export const ioLimitIdle = writing('glibc', `while :; do ${round(1)}; sleep 1; done`, null);
