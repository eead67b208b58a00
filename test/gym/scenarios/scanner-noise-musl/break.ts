import { prints } from '../../parts/check-inside.ts';
import { overgrown, untidy } from '../../parts/untidy.ts';

export const make = untidy({
  libc: 'musl',
  symptom: 'scanner-findings',
  image: overgrown('musl'),
});

export const check = prints(/^60$/m, 'grep', '-c', '^P:library-', '/lib/apk/db/installed');
