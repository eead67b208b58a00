import { shaking } from '../../parts/handshake.ts';

export const make = shaking({
  libc: 'musl',
  config: async () => ({ minimum: 'TLSv1', maximum: 'TLSv1_1' }),
});
