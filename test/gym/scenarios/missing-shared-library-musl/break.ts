import type { Make } from '../../../lab/scenario.ts';
import { says } from '../../parts/check-inside.ts';
import { withoutLibrary } from '../../parts/missing-library.ts';

export const make: Make = (bench) => withoutLibrary(bench, 'musl');

export const check = says('Error loading shared library libpayments.so.1', 127);
