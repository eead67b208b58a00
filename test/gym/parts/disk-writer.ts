import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Bench } from '../../lab/containers.ts';
import type { Make } from '../../lab/scenario.ts';
import { type Libc, service, serviceImage } from '../../lab/service.ts';
import type { Target } from '../../lab/target.ts';
import { until } from '../../lab/wait.ts';

const MEBIBYTE = 1 << 20;

/** The whole disk that the engine keeps its data on, as the throttle wants it named; partitions are not throttled. */
async function diskOfEngine(bench: Bench): Promise<string> {
  const { DockerRootDir } = (await bench.docker.info()) as { DockerRootDir: string };
  const { dev } = statSync(DockerRootDir);
  const device = realpathSync(`/sys/dev/block/${Math.floor(dev / 256) & 0xfff}:${dev & 0xff}`);
  return `/dev/${basename(existsSync(`${device}/partition`) ? dirname(device) : device)}`;
}

/** Writes through to the disk, all the time or a little now and then, with a limit on its writes. */
export const writing =
  (libc: Libc, command: string, heldBack: boolean): Make =>
  async (bench) => {
    const image = await serviceImage(bench, libc, { entrypoint: ['/bin/sh', '-c', `echo started; ${command}`] });
    const host = { BlkioDeviceWriteBps: [{ Path: await diskOfEngine(bench), Rate: MEBIBYTE }] };
    const target = await service(bench, image, { network: await bench.network(), host });
    if (target.startError) throw new Error(target.startError);
    await target.untilLog('written');
    if (heldBack) await isHeldBack(target);
    return { target, args: ['--symptom', 'slow'] };
  };

/** The fault itself, seen before walkdown does: a mebibyte takes about a second, as the limit says. */
async function isHeldBack(target: Target): Promise<void> {
  const written = async () => (await target.logs()).split('written').length - 1;
  const [before, began] = [await written(), Date.now()];
  await until(`${target.name} to write on`, async () => (await written()) >= before + 3, 30_000);
  const seconds = (Date.now() - began) / 1000;
  if (seconds < 2) throw new Error(`three mebibytes in ${seconds} s: nothing holds it back`);
}

export const round = (blocks: number) =>
  `dd if=/dev/zero of=/var/tmp/journal bs=64k count=${blocks} oflag=direct 2>/dev/null && echo written`;

export const busily = `while :; do ${round(16)}; done`;
