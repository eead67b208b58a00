import { tenLetters } from '../../parts/ten-letters.ts';

export const make = tenLetters('glibc');
