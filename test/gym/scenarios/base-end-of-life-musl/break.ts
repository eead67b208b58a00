import { prints } from '../../parts/check-inside.ts';
import { endOfLife, untidy } from '../../parts/untidy.ts';

export const make = untidy({
  libc: 'musl',
  symptom: 'scanner-findings',
  image: endOfLife('musl'),
});

export const check = prints(/VERSION_ID=3\.16/, 'cat', '/etc/os-release');
