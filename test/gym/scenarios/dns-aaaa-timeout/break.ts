import { both } from '../../parts/check-inside.ts';
import { knowsName, noAaaa } from '../../parts/check-names.ts';
import { resolving } from '../../parts/nameservers.ts';

/** Questions for AAAA get no answer: glibc is slow, musl fails. */
export const make = resolving({ libc: 'musl', config: () => ({ rules: [{ type: 'AAAA', do: 'drop' }] }) });

export const check = both(noAaaa, knowsName);
