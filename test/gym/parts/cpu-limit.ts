import type { Make } from '../../lab/scenario.ts';
import { type Libc, service, serviceImage } from '../../lab/service.ts';

/** A tenth of a CPU for a program that wants one. */
export const busy =
  (libc: Libc, cpus: number | null, command: string): Make =>
  async (bench) => {
    const image = await serviceImage(bench, libc, { entrypoint: ['/bin/sh', '-c', command] });
    const host = cpus === null ? {} : { NanoCpus: cpus * 1e9 };
    const target = await service(bench, image, { network: await bench.network(), host });
    await target.untilState('running');
    return { target };
  };

export const SPIN = 'echo started; while :; do :; done';
