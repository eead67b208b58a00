import { AGAIN, calling } from '../../parts/called.ts';
import { says } from '../../parts/check-inside.ts';

export const make = calling({
  libc: 'glibc',
  script: AGAIN('/usr/local/libexec/rotate'),
  files: { '/usr/local/libexec/rotate': { content: '#!/bin/bash\r\necho rotated\r\n', mode: 0o755 } },
  until: 'three rounds',
});

export const check = says('/usr/local/libexec/rotate: not found');
