import { shaking } from '../../parts/handshake.ts';

export const make = shaking({
  libc: 'musl',
  config: async ({ root }) => ({ clientCa: root.certificate }),
});
