import { describe, expect, it } from 'vitest';
import { dnsAgreement } from '../../../src/extract/dns-agreement.ts';
import type { ExtractContext } from '../../../src/extract/extractor.ts';

/** What each nameserver said of names: addresses, or that there is no such name. */
function facts(servers: Record<string, Record<string, string[]>>) {
  const asked = Object.entries(servers).map(([subject, names]) => ({
    subject,
    facts: {
      answers: Object.fromEntries(
        Object.entries(names).map(([name, addresses]) => [
          name,
          { a: addresses.length > 0 ? 'NOERROR' : 'NXDOMAIN', addresses },
        ]),
      ),
    },
  }));
  const context = { target: { endpoints: [] }, earlier: { 'dns-nameserver': asked } } as unknown as ExtractContext;
  return dnsAgreement.extract([], context);
}

describe('whether nameservers agree', () => {
  it('is asked of upstreams among themselves: a container’s name is known to the engine’s resolver alone', () => {
    expect(facts({ '127.0.0.11': { db: ['172.18.0.2'] }, '10.0.0.2': { db: [] } }).disagreeing).toEqual([]);
    const upstreams = { '10.0.0.2': { 'api.example': [] }, '10.0.0.3': { 'api.example': ['203.0.113.1'] } };
    expect(facts({ '127.0.0.11': { 'api.example': [] }, ...upstreams }).disagreeing).toEqual(['api.example']);
  });

  it('tells of an upstream that answers nothing, beside the engine’s resolver that waits for it', () => {
    const asked = (subject: string, silent: boolean) => ({ subject, facts: { silent, answers: {} } });
    const context = (silent: boolean) =>
      ({
        target: { endpoints: [] },
        earlier: { 'dns-nameserver': [asked('127.0.0.11', false), asked('10.0.0.2', silent)] },
      }) as unknown as ExtractContext;
    expect(dnsAgreement.extract([], context(true)).upstreamSilent).toBe(true);
    expect(dnsAgreement.extract([], context(false)).upstreamSilent).toBe(false);
  });

  it('is no when one knows a name that another says does not exist', () => {
    const both = { '10.0.0.2': { 'api.example': [] }, '10.0.0.3': { 'api.example': ['203.0.113.1'] } };
    expect(facts(both)).toMatchObject({
      disagreeing: ['api.example'],
      differenceText: '10.0.0.3 gives 203.0.113.1, 10.0.0.2 says that there is no such name',
    });
  });

  it('tells of a name in the hosts file that the program asks nameservers for', () => {
    const earlier = {
      'dns-timing': [{ subject: 'db.shop.test:5432', facts: { addresses: ['10.0.0.9'], failures: 0, seconds: 0.01 } }],
      'dns-nameserver': [
        { subject: '10.0.0.2', facts: { answers: { 'db.shop.test': { a: 'NXDOMAIN', addresses: [] } } } },
      ],
    };
    const target = { endpoints: [{ host: 'db.shop.test', port: 5432, source: 'configured' }] };
    const judged = (askedDirectly: string[]) =>
      dnsAgreement.extract([], {
        target,
        earlier: { ...earlier, log: [{ subject: '', facts: { askedDirectly } }] },
      } as unknown as ExtractContext);
    expect(judged(['db.shop.test'])).toMatchObject({ unknownToResolver: ['db.shop.test'], unknownToAll: [] });
    expect(judged([])).toMatchObject({ unknownToResolver: [], unknownToAll: [] });
  });

  it('tells of an unknown name whether its domain is held where it was asked', () => {
    const unknown = (answers: Record<string, string[]>) => {
      const endpoints = Object.keys(answers).map((host) => ({ host, port: 443, source: 'used' }));
      const said = Object.entries(answers).map(([name, addresses]) => [
        name,
        { a: addresses.length > 0 ? 'NOERROR' : 'NXDOMAIN', addresses },
      ]);
      const asked = [{ subject: '10.0.0.2', facts: { answers: Object.fromEntries(said) } }];
      const context = { target: { endpoints }, earlier: { 'dns-nameserver': asked } } as unknown as ExtractContext;
      return dnsAgreement.extract([], context).unknownBeside;
    };
    expect(unknown({ 'raets.corp.example': [], 'auth.corp.example': ['192.0.2.1'] })).toEqual(['raets.corp.example']);
    expect(unknown({ 'db.corp.example': [], 'api.partner.example': ['192.0.2.1'] })).toEqual([]);
    expect(unknown({ 'db.internal': [], 'api.internal': ['192.0.2.1'] })).toEqual([]);
  });
});
