import { AGAIN, calling } from '../../parts/called.ts';
import { both, isFull, says } from '../../parts/check-inside.ts';

/** Two at once: pages that are never cleared away, because what clears them cannot be started. */
export const make = calling({
  libc: 'musl',
  script: AGAIN('/usr/libexec/purge; head -c 400000 /dev/zero >/var/cache/pages/$n'),
  files: { '/usr/libexec/purge': { content: '#!/bin/sh\r\nrm -f /var/cache/pages/*\r\n', mode: 0o755 } },
  tmpfs: { '/var/cache/pages': 'rw,mode=1777,size=512k' },
  until: 'three rounds',
});

export const check = both(isFull('/var/cache/pages'), says('/usr/libexec/purge: not found'));
