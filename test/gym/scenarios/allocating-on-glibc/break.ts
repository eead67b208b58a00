import { ALLOCATING, working } from '../../parts/threads.ts';

export const make = working({ libc: 'glibc', env: ALLOCATING });
