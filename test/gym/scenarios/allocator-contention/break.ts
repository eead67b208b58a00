import { ALLOCATING, ALLOCATIONS, working } from '../../parts/threads.ts';

export const make = working({
  libc: 'musl',
  env: ALLOCATING,
  most: ALLOCATIONS,
});
