import type { Make } from '../../../lab/scenario.ts';
import { at } from '../../../lab/service.ts';
import { both } from '../../parts/check-inside.ts';
import { knowsName, noNameserver } from '../../parts/check-names.ts';
import { resolving } from '../../parts/resolver.ts';

/** The first nameserver of two is dead: glibc waits for it at every look-up. */
export const make: Make = async (bench) => {
  const { target } = await resolving(bench, 'glibc', {}, ({ network }) => [
    `nameserver ${network.address(at.nobody)}`,
    `nameserver ${network.address(at.nameserver)}`,
  ]);
  return { target };
};

export const check = both(noNameserver, knowsName);
