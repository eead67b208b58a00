import { working } from '../../parts/threads.ts';

/** musl, many threads, no lock: only busy. */
export const make = working({ libc: 'musl', env: { THREADS: '8' } });
