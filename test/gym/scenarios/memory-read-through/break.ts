import { pressesOnMemory } from '../../parts/check-inside.ts';
import { reading } from '../../parts/reading-at-limit.ts';

/** From the beginning to the end, as a backup reads: nothing is wanted twice soon. */
export const make = reading('while :; do cat /var/tmp/index >/dev/null; sleep 0.2; done');

export const check = pressesOnMemory;
