import { says } from '../../parts/check-inside.ts';
import { holding } from '../../parts/file-holder.ts';

export const make = holding(1000);

export const check = says('Too many open files');
