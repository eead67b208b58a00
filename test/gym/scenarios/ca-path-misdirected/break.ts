import { fails } from '../../parts/check-inside.ts';
import { shaking } from '../../parts/handshake.ts';

/** SSL_CERT_FILE names a file that is not there. */
export const make = shaking({ libc: 'glibc', env: { SSL_CERT_FILE: '/etc/pki/tls/certs/ca-bundle.crt' } });

export const check = fails('sh', '-c', 'test -e "$SSL_CERT_FILE"');
