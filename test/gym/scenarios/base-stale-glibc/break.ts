import { untidy } from '../../parts/untidy.ts';

export const make = untidy({
  libc: 'glibc',
  symptom: 'scanner-findings',
  daysOld: 120,
});
