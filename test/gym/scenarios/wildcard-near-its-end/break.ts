import { leafFor, shaking } from '../../parts/handshake.ts';

/** A wildcard that covers the host, ten days before its end. */
export const make = shaking({
  libc: 'glibc',
  config: leafFor(['*.partner.test'], [-80, 10]),
});
