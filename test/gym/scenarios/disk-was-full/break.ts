import { calling } from '../../parts/called.ts';

/** Full once, and cleared since. */
export const make = calling({
  libc: 'glibc',
  script:
    '#!/bin/sh\nhead -c 3000000 /dev/zero >/var/spool/q/big\nrm -f /var/spool/q/big\necho cleared\nwhile :; do echo x >/var/spool/q/a && echo sealed; sleep 1; done\n',
  tmpfs: { '/var/spool/q': 'rw,mode=1777,size=2m' },
  until: 'sealed',
});
