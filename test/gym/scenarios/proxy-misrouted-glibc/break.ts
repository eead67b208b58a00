import { proxySays } from '../../parts/check-upstream.ts';
import { proxied, through } from '../../parts/proxied.ts';

export const make = proxied('glibc', { mode: 'forbid' }, through);

export const check = proxySays(403);
