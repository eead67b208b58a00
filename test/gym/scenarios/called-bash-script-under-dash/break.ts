import { AGAIN, calling } from '../../parts/called.ts';
import { says } from '../../parts/check-inside.ts';

const pull = '#!/bin/sh\nset -e\nhosts=(db1 db2)\necho pulled\n';

export const make = calling({
  libc: 'glibc',
  script: AGAIN('/usr/local/libexec/pull'),
  files: { '/usr/local/libexec/pull': { content: pull, mode: 0o755 } },
  until: 'three rounds',
});

export const check = says('Syntax error: "(" unexpected');
