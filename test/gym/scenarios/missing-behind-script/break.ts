import { started } from '../../parts/wrapped.ts';

export const make = started({
  libc: 'glibc',
  script: '#!/bin/sh\nset -e\nexec /app/bin/checkout "$@"\n',
});
