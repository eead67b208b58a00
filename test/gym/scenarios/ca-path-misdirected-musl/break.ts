import { shaking } from '../../parts/handshake.ts';

export const make = shaking({
  libc: 'musl',
  env: { SSL_CERT_FILE: '/etc/pki/ca.pem' },
});
