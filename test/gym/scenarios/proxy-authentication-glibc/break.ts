import { proxySays } from '../../parts/check-upstream.ts';
import { proxied, through } from '../../parts/proxied.ts';

export const make = proxied(
  'glibc',
  { mode: 'authenticate', user: 'svc:secret', schemes: ['Basic realm="corporate"'] },
  through,
);

export const check = proxySays(407);
