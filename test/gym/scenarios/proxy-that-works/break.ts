import { proxied, through } from '../../parts/proxied.ts';

export const make = proxied('glibc', { mode: 'allow' }, through);
