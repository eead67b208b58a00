import type { Make } from '../../../lab/scenario.ts';
import { says } from '../../parts/check-inside.ts';
import { withoutLibrary } from '../../parts/missing-library.ts';

export const make: Make = (bench) => withoutLibrary(bench, 'glibc');

export const check = says('libpayments.so.1: cannot open shared object file', 127);
