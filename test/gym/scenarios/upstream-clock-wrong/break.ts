import { shaking } from '../../parts/handshake.ts';

/** The server's Date is wrong; the engine's clock is not. */
export const make = shaking({
  libc: 'musl',
  config: async () => ({ dateSkewSeconds: 900 }),
});
