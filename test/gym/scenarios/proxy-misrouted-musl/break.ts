import { proxied, through } from '../../parts/proxied.ts';

export const make = proxied('musl', { mode: 'forbid' }, through);
