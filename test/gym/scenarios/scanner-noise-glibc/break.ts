import { prints } from '../../parts/check-inside.ts';
import { overgrown, untidy } from '../../parts/untidy.ts';

export const make = untidy({
  libc: 'glibc',
  symptom: 'scanner-findings',
  image: overgrown('glibc'),
});

export const check = prints(/^320$/m, 'grep', '-c', '^Package: library-', '/var/lib/dpkg/status');
