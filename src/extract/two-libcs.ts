import type { Evidence, Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';
import { getent } from './getent.ts';
import { isRow } from './values.ts';

/** Facts of `getent ahosts NAME`, run in turns under the target's libc and under the other one. Pure. */
export const twoLibcs: Extractor = {
  id: 'two-libcs',
  about: 'One name looked up under both libcs in the same network, side by side.',
  facts: {
    compared: { type: 'bool', about: 'a look-up was had under both; false: no look-up was in trouble' },
    host: { type: 'string', about: 'the name' },
    ownLibc: { type: 'string', about: 'the target’s libc: musl or glibc' },
    otherLibc: { type: 'string', about: 'the other one' },
    ownFound: { type: 'bool', about: 'under the target’s libc every look-up gave an address' },
    otherFound: { type: 'bool', about: 'under the other libc every look-up gave an address' },
    ownSeconds: { type: 'double', about: 'the median under the target’s libc, in seconds' },
    otherSeconds: { type: 'double', about: 'the median under the other libc, in seconds' },
    sameAddresses: { type: 'bool', about: 'both gave the same set of addresses' },
  },
  extract(evidence, context): Facts {
    if (evidence.some(({ data }) => isRow(data) && data.compared === false)) return { compared: false };
    const { family } = context.target.libc;
    const own = getent.extract(ofSide(evidence, 'own'), context);
    const other = getent.extract(ofSide(evidence, 'other'), context);
    const first = evidence[0]?.data;
    if (typeof own.seconds !== 'number' || typeof other.seconds !== 'number') return {};
    return {
      compared: true,
      host: isRow(first) && typeof first.host === 'string' ? first.host : '',
      ownLibc: family,
      otherLibc: family === 'musl' ? 'glibc' : 'musl',
      ownFound: own.failures === 0,
      otherFound: other.failures === 0,
      ownSeconds: own.seconds,
      otherSeconds: other.seconds,
      sameAddresses: sorted(own.addresses) === sorted(other.addresses),
    };
  },
};

function ofSide(evidence: readonly Evidence[], side: string): Evidence[] {
  return evidence.filter(({ data }) => isRow(data) && data.side === side);
}

function sorted(addresses: unknown): string {
  return Array.isArray(addresses) ? [...addresses].map(String).sort().join(' ') : '';
}
