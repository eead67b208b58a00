import { noProxy } from '../../parts/check-upstream.ts';
import { proxied } from '../../parts/proxied.ts';

export const make = proxied('musl', { mode: 'allow' }, (nobody) => ({
  HTTPS_PROXY: `http://${nobody}:3128`,
  https_proxy: `http://${nobody}:3128`,
}));

export const check = noProxy;
