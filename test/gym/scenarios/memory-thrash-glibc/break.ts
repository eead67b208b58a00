import { pressesOnMemory } from '../../parts/check-inside.ts';
import { reading } from '../../parts/reading-at-limit.ts';

/** Here and there, as an index is read: what was thrown out is soon wanted again. */
export const make = reading(
  'while :; do dd if=/var/tmp/index of=/dev/null bs=512k count=2 skip=$((RANDOM % 390)) 2>/dev/null; done',
);

export const check = pressesOnMemory;
