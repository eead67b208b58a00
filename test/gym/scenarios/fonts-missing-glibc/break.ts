import { prints } from '../../parts/check-inside.ts';
import { drawing } from '../../parts/fonts.ts';

export const make = drawing('glibc');

export const check = prints(/^$/, 'sh', '-c', 'find /usr/share/fonts -type f 2>/dev/null');
