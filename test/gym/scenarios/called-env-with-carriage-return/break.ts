import { AGAIN, calling } from '../../parts/called.ts';
import { says } from '../../parts/check-inside.ts';

const housekeep = '#!/usr/bin/env perl\r\nprint "cleaned\\n";\r\n';

export const make = calling({
  libc: 'glibc',
  script: AGAIN('housekeep --older 7d'),
  files: { '/usr/local/bin/housekeep': { content: housekeep, mode: 0o755 } },
  until: 'three rounds',
});

export const check = says('perl\\r');
