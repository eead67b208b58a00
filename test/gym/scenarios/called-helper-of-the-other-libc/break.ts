import type { ImageFile } from '../../../lab/image-spec.ts';
import type { Make } from '../../../lab/scenario.ts';
import { program } from '../../../lab/service.ts';
import { AGAIN, calling } from '../../parts/called.ts';
import { says } from '../../parts/check-inside.ts';

export const make: Make = async (bench) => {
  const [helper] = Object.values(await program('glibc'));
  const files: Record<string, ImageFile> = helper ? { '/opt/convert/bin/convert': helper } : {};
  return calling({
    libc: 'musl',
    script: AGAIN('/opt/convert/bin/convert'),
    files,
    until: 'three rounds',
  })(bench);
};

export const check = says('/opt/convert/bin/convert: not found');
