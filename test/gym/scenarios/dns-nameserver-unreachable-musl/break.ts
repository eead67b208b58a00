import { at } from '../../../lab/service.ts';
import { noNameserver } from '../../parts/check-names.ts';
import { resolving } from '../../parts/nameservers.ts';

export const make = resolving({
  libc: 'musl',
  lines: ({ network }) => [`nameserver ${network.address(at.nobody)}`],
});

export const check = noNameserver;
