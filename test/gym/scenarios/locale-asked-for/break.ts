import { calling } from '../../parts/called.ts';
import { says } from '../../parts/check-inside.ts';

const REPORT = `import locale, time, traceback
for turn in range(1000):
    try:
        locale.setlocale(locale.LC_ALL, "fr_FR.UTF-8")
    except locale.Error:
        traceback.print_exc()
    if turn == 3:
        print('three rounds', flush=True)
    time.sleep(1)
`;

/** No variable names it: the program does, and its traceback. */
export const make = calling({
  libc: 'glibc',
  from: 'debian-net:bookworm',
  script: '#!/bin/sh\nexec python3 -u /srv/report.py\n',
  files: { '/srv/report.py': { content: REPORT } },
  until: 'three rounds',
});

export const check = says('locale.Error: unsupported locale setting');
