import type { ImageFile } from '../../../lab/image-spec.ts';
import type { Make } from '../../../lab/scenario.ts';
import { program } from '../../../lab/service.ts';
import { AGAIN, calling } from '../../parts/called.ts';
import { says } from '../../parts/check-inside.ts';

/** Built on bookworm, called on bullseye, its words behind a prefix. */
export const make: Make = async (bench) => {
  const [helper] = Object.values(await program('glibc'));
  const files: Record<string, ImageFile> = helper ? { '/opt/quote/quote': helper } : {};
  return calling({
    libc: 'glibc',
    from: 'debian:bullseye',
    script: AGAIN("/opt/quote/quote 2>&1 | sed 's/^/[quote] /'"),
    files,
    until: 'three rounds',
  })(bench);
};

export const check = says("[quote] /opt/quote/quote: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found");
