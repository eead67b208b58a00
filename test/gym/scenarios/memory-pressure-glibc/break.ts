import { pressesOnMemory } from '../../parts/check-inside.ts';
import { remembering } from '../../parts/memory-limit.ts';

export const make = remembering('glibc', 62);

export const check = pressesOnMemory;
