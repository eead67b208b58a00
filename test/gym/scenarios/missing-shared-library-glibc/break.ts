import type { Make } from '../../../lab/scenario.ts';
import { withoutLibrary } from '../../parts/missing-library.ts';

export const make: Make = (bench) => withoutLibrary(bench, 'glibc');
