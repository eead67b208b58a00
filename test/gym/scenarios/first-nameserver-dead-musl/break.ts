import { both } from '../../parts/check-inside.ts';
import { knowsName, noNameserver } from '../../parts/check-names.ts';
import { deadFirst, resolving } from '../../parts/nameservers.ts';

export const make = resolving({ libc: 'musl', sound: true, lines: deadFirst });

export const check = both(noNameserver, knowsName);
