import { worldAhead } from '../../parts/world-clock.ts';

/** One of two servers has a wrong clock: nobody can say that it is the engine's. */
export const make = worldAhead('glibc', 4, 1);
