import { describe, expect, it } from 'vitest';
import { playbookPlaces } from '../../../src/playbook/places.ts';
import { loadRulebook } from '../../../src/walk/rulebook.ts';
import { causeCoverage, ONE_LIBC } from '../../gym/coverage.ts';
import { expectationOf } from '../../gym/scenario-folders.ts';
import { shippedSignatures } from '../playbook/shipped-signatures.ts';

const { causes } = await loadRulebook('fast-diagnosis', { ...playbookPlaces('/nowhere', {}), team: [] });
const rows = causeCoverage(causes.map(({ id }) => id));
const signatures = await shippedSignatures();

/** Causes that a cause's signatures name as what looks the same. */
function lookalikes(id: string): string[] {
  const own = signatures.filter(({ rootCauses }) => rootCauses.includes(id));
  const others = own.flatMap(({ tellApart }) => tellApart.flatMap(({ from }) => from ?? []));
  const named = signatures.filter((one) => others.includes(one.id)).flatMap(({ rootCauses }) => rootCauses);
  return [...new Set(named)].filter((one) => one !== id);
}

describe.each(rows)('the gym’s containers with $id', ({ id, glibc, musl, nearMisses }) => {
  it('are two at least, of both libcs where both can have it', () => {
    const one = ONE_LIBC[id];
    expect(glibc.length + musl.length).toBeGreaterThanOrEqual(2);
    expect(glibc.length > 0).toBe(one?.libc !== 'musl');
    expect(musl.length > 0).toBe(one?.libc !== 'glibc');
  });

  it('have a near-miss: the cause that looks the same by the signatures, where they know one', () => {
    const same = lookalikes(id);
    const own = nearMisses.filter((name) => same.includes(expectationOf(name)?.causes[0] ?? ''));
    expect(same.length > 0 ? own : nearMisses, `one of ${same.join(', ')} must forbid ${id}`).not.toEqual([]);
  });
});
