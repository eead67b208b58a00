import { pressesOnMemory } from '../../parts/check-inside.ts';
import { remembering } from '../../parts/memory-limit.ts';

export const make = remembering('musl', 62);

export const check = pressesOnMemory;
