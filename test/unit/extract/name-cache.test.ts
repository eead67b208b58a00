import { describe, expect, it } from 'vitest';
import type { ExtractContext } from '../../../src/extract/extractor.ts';
import { nameCache } from '../../../src/extract/name-cache.ts';

const SUBJECT = 'api.example:443';
const found = (...addresses: string[]) => ({ attempts: 3, failures: 0, addresses, asTarget: true });
const denied = { attempts: 3, failures: 3, addresses: [], asTarget: true };

/** Looked up through the cache like this, while the nameservers give these addresses. */
function facts(lookUp: object, ...answers: string[][]) {
  const earlier = {
    'dns-timing': [{ subject: SUBJECT, facts: lookUp }],
    'dns-nameserver': answers.map((addresses, i) => ({
      subject: `10.0.0.${i + 2}`,
      facts: { answers: { 'api.example': { a: addresses.length > 0 ? 'NOERROR' : 'NXDOMAIN', addresses } } },
    })),
  };
  return nameCache.extract([], { subject: SUBJECT, earlier } as unknown as ExtractContext);
}

describe('a cache outside the container', () => {
  it('is outdated where no nameserver gives any of its addresses', () => {
    expect(facts(found('10.9.0.1'), ['10.9.0.2'])).toMatchObject({ asked: true, differs: true, denied: false });
    expect(facts(found('10.9.0.1'), ['10.9.0.2'], ['10.9.0.1'])).toMatchObject({ differs: false });
    expect(facts(found('10.9.0.1', '10.9.0.2'), ['10.9.0.2'])).toMatchObject({ differs: false });
  });

  it('keeps a denial where a nameserver has an answer', () => {
    expect(facts(denied, ['10.9.0.2'])).toMatchObject({ denied: true, differs: false });
    expect(facts(denied, [])).toMatchObject({ asked: false, denied: false });
  });

  it('is not judged by a look-up that went round it', () => {
    expect(facts({ ...found('10.9.0.2'), asTarget: false }, ['10.9.0.2'])).toMatchObject({ through: false });
  });
});
