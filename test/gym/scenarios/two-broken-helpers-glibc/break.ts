import { compile } from '../../../lab/programs.ts';
import type { Make } from '../../../lab/scenario.ts';
import { calling } from '../../parts/called.ts';
import { says } from '../../parts/check-inside.ts';
import { BOTH } from '../../parts/two-helpers.ts';

/** A script with carriage returns, and a program without its library. */
export const make: Make = async (bench) => {
  const library = await compile('payments.c', 'glibc', ['-shared', '-fPIC', '-Wl,-soname,libpayments.so.1']);
  const rates = await compile('service.c', 'glibc', ['-DWITH_LIBRARY', library]);
  return calling({
    libc: 'glibc',
    script: BOTH('/usr/libexec/rotate-keys', '/usr/libexec/rates'),
    files: {
      '/usr/libexec/rotate-keys': { content: '#!/bin/bash\r\necho rotated\r\n', mode: 0o755 },
      '/usr/libexec/rates': { from: rates, mode: 0o755 },
    },
    until: 'three rounds',
  })(bench);
};

export const check = says('libpayments.so.1: cannot open shared object file');
