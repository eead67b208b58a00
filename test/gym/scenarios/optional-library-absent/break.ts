import { calling } from '../../parts/called.ts';

/** What is optional, and said to be. */
export const make = calling({
  libc: 'glibc',
  script:
    '#!/bin/sh\nfor i in 1 2 3; do echo "accel $i: libcuda.so.1: cannot open shared object file: No such file or directory" >&2; echo "accel $i: falling back to the CPU"; done\nexec sleep 10000\n',
  until: 'accel 3: falling',
});
