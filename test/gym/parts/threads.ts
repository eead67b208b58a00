import { compile } from '../../lab/programs.ts';
import type { Make } from '../../lab/scenario.ts';
import { type Libc, service, serviceImage } from '../../lab/service.ts';
import type { Target } from '../../lab/target.ts';
import { until } from '../../lab/wait.ts';

/** What its log counts a second, once it has counted. */
async function rounds(target: Target): Promise<number> {
  return until(`${target.name} to count`, async () => {
    const found = [...(await target.logs()).matchAll(/^(\d+) rounds a second$/gm)].at(-1);
    return found && Number(found[1]) > 0 ? Number(found[1]) : undefined;
  });
}

interface Threads {
  libc: Libc;
  env: Record<string, string>;
  /** Rounds that it does not reach, or does not stay below: the fault, seen before walkdown sees it. */
  most?: number;
  least?: number;
  cpus?: number;
}

export const working =
  ({ libc, env, most, least, cpus }: Threads): Make =>
  async (bench) => {
    const files = { '/app/server': { from: await compile('threads.c', libc, ['-pthread']), mode: 0o755 } };
    const image = await serviceImage(bench, libc, { files });
    const host = cpus === undefined ? {} : { NanoCpus: cpus * 1e9 };
    const target = await service(bench, image, { network: await bench.network(), env, host });
    const counted = await rounds(target);
    if (most !== undefined && counted > most) throw new Error(`${counted} rounds a second: nothing holds it up`);
    if (least !== undefined && counted < least) throw new Error(`${counted} rounds a second: something holds it up`);
    return { target, args: ['--symptom', 'slow'] };
  };

/** The same program does five times as much and more against glibc, on the same machine. */
export const ALLOCATIONS = 5_000_000;

export const ALLOCATING = { ALLOCATE: '1', THREADS: '8' };
