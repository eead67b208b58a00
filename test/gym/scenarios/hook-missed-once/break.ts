import { calling } from '../../parts/called.ts';

/** A hook of the start that cannot be started, and that nobody misses. */
export const make = calling({
  libc: 'glibc',
  script: '#!/bin/sh\n/hooks/before || true\necho serving\nexec sleep 10000\n',
  files: { '/hooks/before': { content: '#!/bin/bash\r\ntrue\r\n', mode: 0o755 } },
  until: 'serving',
});
