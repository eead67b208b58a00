import { saying } from '../../parts/saying.ts';

export const make = saying('glibc', 'WARN tls: certificate has expired (retry 1 of 3)');
