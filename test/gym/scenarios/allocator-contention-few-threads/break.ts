import { getsCpu } from '../../parts/check-inside.ts';
import { ALLOCATIONS, working } from '../../parts/threads.ts';

export const make = working({
  libc: 'musl',
  env: { ALLOCATE: '1', THREADS: '3' },
  most: ALLOCATIONS,
});

/** Besides what `make` counts: a machine with no CPU to give shows no waiting for a lock. */
export const check = getsCpu(0.5);
