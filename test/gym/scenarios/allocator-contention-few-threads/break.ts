import { ALLOCATIONS, working } from '../../parts/threads.ts';

export const make = working({
  libc: 'musl',
  env: { ALLOCATE: '1', THREADS: '3' },
  most: ALLOCATIONS,
});
