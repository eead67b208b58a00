import { remembering } from '../../parts/memory-limit.ts';

export const make = remembering('glibc', 62);
