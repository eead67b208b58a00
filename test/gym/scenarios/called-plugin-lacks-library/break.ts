import { compile } from '../../../lab/programs.ts';
import type { Make } from '../../../lab/scenario.ts';
import { calling } from '../../parts/called.ts';
import { says } from '../../parts/check-inside.ts';

/** A plug-in that is loaded when it is needed, and lacks a library; the log names only what is lacking. */
export const make: Make = async (bench) => {
  const soname = '-Wl,-soname,libpayments.so.1';
  const library = await compile('payments.c', 'glibc', ['-shared', '-fPIC', soname]);
  const plugin = await compile('service.c', 'glibc', ['-DWITH_LIBRARY', '-shared', '-fPIC', library]);
  const load = `import ctypes, sys, time
for turn in range(1000):
    try:
        ctypes.CDLL('/srv/thumbs/codecs/webp.so')
    except OSError as error:
        print('job rejected:', error, file=sys.stderr, flush=True)
    if turn == 3:
        print('three rounds', flush=True)
    time.sleep(1)
`;
  return calling({
    libc: 'glibc',
    from: 'debian-net:bookworm',
    script: '#!/bin/sh\nexec python3 -u /srv/thumbs/main.py\n',
    files: { '/srv/thumbs/codecs/webp.so': { from: plugin, mode: 0o644 }, '/srv/thumbs/main.py': { content: load } },
    until: 'three rounds',
  })(bench);
};

export const check = says('job rejected: libpayments.so.1: cannot open shared object file');
