import { PLAIN, started } from '../../parts/wrapped.ts';

export const make = started({ libc: 'musl', sound: true, script: PLAIN });
