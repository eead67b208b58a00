import { calling } from '../../parts/called.ts';
import { says } from '../../parts/check-inside.ts';

export const make = calling({
  libc: 'musl',
  script:
    '#!/bin/sh\nn=0\nwhile touch /srv/sessions/$n; do n=$((n+1)); done\necho store refused an entry\nexec sleep 10000\n',
  tmpfs: { '/srv/sessions': 'rw,mode=1777,size=8m,nr_inodes=50' },
  until: 'store refused',
});

export const check = says('No space left on device');
