import { calling } from '../../parts/called.ts';
import { says } from '../../parts/check-inside.ts';

export const make = calling({
  libc: 'musl',
  script: '#!/bin/sh\n. /etc/site.sh\nwhile :; do\n  echo "settlement at $(date +%Z)"\n  sleep 1\ndone\n',
  files: { '/etc/site.sh': { content: 'export TZ=Asia/Kolkata\n' } },
  until: 'settlement',
});

export const check = says('settlement at UTC');
