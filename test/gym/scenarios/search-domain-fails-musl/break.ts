import { at } from '../../../lab/service.ts';
import { both, fails } from '../../parts/check-inside.ts';
import { knowsName } from '../../parts/check-names.ts';
import { resolving } from '../../parts/nameservers.ts';

/** The nameserver knows the name, and fails for what a search domain makes of it. */
export const make = resolving({
  libc: 'musl',
  config: () => ({ rules: [{ name: '*.legacy.test', do: 'servfail' }] }),
  lines: ({ network }) => ['search legacy.test', `nameserver ${network.address(at.nameserver)}`, 'options ndots:5'],
});

export const check = both(knowsName, fails('getent', 'ahosts', 'api.partner.test'));
