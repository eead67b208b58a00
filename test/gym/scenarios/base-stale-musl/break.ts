import { isOld } from '../../parts/check-image.ts';
import { untidy } from '../../parts/untidy.ts';

export const make = untidy({
  libc: 'musl',
  symptom: 'scanner-findings',
  daysOld: 120,
});

export const check = isOld(119);
