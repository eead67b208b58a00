import { speaksPlainHttp } from '../../parts/check-upstream.ts';
import { shaking } from '../../parts/handshake.ts';

/** https in the configuration, plain HTTP on the port. */
export const make = shaking({
  libc: 'glibc',
  config: async () => ({ plain: true }),
});

export const check = speaksPlainHttp;
