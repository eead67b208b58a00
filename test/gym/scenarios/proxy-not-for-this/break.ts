import { proxied } from '../../parts/proxied.ts';

/** The proxy is dead, and the upstream is named as one that needs none. */
export const make = proxied('musl', { mode: 'allow' }, (nobody) => ({
  HTTPS_PROXY: `http://${nobody}:3128`,
  https_proxy: `http://${nobody}:3128`,
  NO_PROXY: 'localhost,.partner.test',
  no_proxy: 'localhost,.partner.test',
}));
