import { says } from '../../parts/check-inside.ts';
import { started } from '../../parts/wrapped.ts';

export const make = started({
  libc: 'glibc',
  script: '#!/bin/sh\nset -e\nexec /app/bin/checkout "$@"\n',
});

export const check = says('/app/bin/checkout: not found', 127);
