import type { Make } from '../../../lab/scenario.ts';
import { fails } from '../../parts/check-inside.ts';
import { tlsTrouble } from '../../parts/tls-trouble.ts';

/** SSL_CERT_FILE names a file that is not there. */
export const make: Make = (bench) => tlsTrouble(bench, { env: { SSL_CERT_FILE: '/etc/pki/tls/certs/ca-bundle.crt' } });

export const check = fails('sh', '-c', 'test -e "$SSL_CERT_FILE"');
