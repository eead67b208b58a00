import { fails } from '../../parts/check-inside.ts';
import { shaking } from '../../parts/handshake.ts';

export const make = shaking({
  libc: 'musl',
  trusted: false,
  run: ['rm -rf /etc/ssl'],
});

export const check = fails('test', '-s', '/etc/ssl/certs/ca-certificates.crt');
