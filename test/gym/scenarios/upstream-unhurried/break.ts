import { thoughtful } from '../../parts/slow-upstream.ts';

export const make = thoughtful('musl', 500);
