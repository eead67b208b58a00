import { says } from '../../parts/check-inside.ts';
import { PLAIN, started } from '../../parts/wrapped.ts';

export const make = started({ libc: 'musl', mode: 0o644, script: PLAIN });

export const check = says('/app/server: Permission denied', 126);
