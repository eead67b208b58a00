import type { ImageFile } from '../../../lab/image-spec.ts';
import type { Make } from '../../../lab/scenario.ts';
import { program } from '../../../lab/service.ts';
import { calling } from '../../parts/called.ts';
import { says } from '../../parts/check-inside.ts';
import { BOTH } from '../../parts/two-helpers.ts';

/** A program of the other libc, and a script that nobody may execute. */
export const make: Make = async (bench) => {
  const [rates] = Object.values(await program('glibc'));
  const files: Record<string, ImageFile> = rates ? { '/usr/libexec/rates': rates } : {};
  files['/usr/libexec/rotate-keys'] = { content: '#!/bin/sh\necho rotated\n', mode: 0o644 };
  const script = BOTH('/usr/libexec/rotate-keys', '/usr/libexec/rates');
  return calling({ libc: 'musl', script, files, until: 'three rounds' })(bench);
};

export const check = says('/usr/libexec/rotate-keys: Permission denied');
