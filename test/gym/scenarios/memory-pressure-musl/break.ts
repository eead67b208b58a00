import { remembering } from '../../parts/memory-limit.ts';

export const make = remembering('musl', 62);
