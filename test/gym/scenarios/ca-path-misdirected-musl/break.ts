import { fails } from '../../parts/check-inside.ts';
import { shaking } from '../../parts/handshake.ts';

export const make = shaking({
  libc: 'musl',
  env: { SSL_CERT_FILE: '/etc/pki/ca.pem' },
});

export const check = fails('sh', '-c', 'test -e "$SSL_CERT_FILE"');
