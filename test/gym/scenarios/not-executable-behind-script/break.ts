import { PLAIN, started } from '../../parts/wrapped.ts';

export const make = started({ libc: 'musl', mode: 0o644, script: PLAIN });
