import { untidy } from '../../parts/untidy.ts';

export const make = untidy({
  libc: 'musl',
  symptom: 'scanner-findings',
  daysOld: 120,
});
