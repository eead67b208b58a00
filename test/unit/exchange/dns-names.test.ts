import { afterEach, describe, expect, it } from 'vitest';
import { compareNames } from '../../../src/exchange/dns-names.ts';
import { askSeries } from '../../../src/exchange/dns-series.ts';
import { afterAnswer, candidateNames, effectiveSearch, libcSees } from '../../../src/exchange/search-order.ts';
import { type Decide, type DnsOptions, reply, startDns, type TestDns } from './dns-server.ts';
import { localDialler } from './local-dialler.ts';

const open: TestDns[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function serve(decide: Decide, options?: DnsOptions): Promise<TestDns> {
  const server = await startDns(decide, options);
  open.push(server);
  return server;
}

const GLIBC = { family: 'glibc' as const, version: '2.36' };
const MUSL = { family: 'musl' as const, version: '1.2.5' };
const CLUSTER = ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local'];
const A = { name: 'api.partner.test', type: 'A' as const, ttl: 60, data: '192.0.2.7' };

describe('the names a libc asks for', () => {
  const conf = { nameservers: [], search: CLUSTER, ndots: 5 };

  it('goes through the search list first below ndots, in both libcs', () => {
    const expected = [...CLUSTER.map((domain) => `api.partner.test.${domain}`), 'api.partner.test'];
    expect(candidateNames('api.partner.test', conf, GLIBC)).toEqual(expected);
    expect(candidateNames('api.partner.test', conf, MUSL)).toEqual(expected);
  });

  it('asks only the name itself when it ends in a dot', () => {
    expect(candidateNames('api.partner.test.', conf, GLIBC)).toEqual(['api.partner.test']);
  });

  it('leaves the search list to glibc when there are dots enough', () => {
    const few = { ...conf, ndots: 1 };
    expect(candidateNames('svc.prod', few, GLIBC)).toEqual([
      'svc.prod',
      ...CLUSTER.map((domain) => `svc.prod.${domain}`),
    ]);
    expect(candidateNames('svc.prod', few, MUSL)).toEqual(['svc.prod']);
  });

  it('drops an over-long search line in musl, and domains beyond six in old glibc', () => {
    const many = {
      ...conf,
      search: Array.from({ length: 12 }, (_, index) => `department-${index}.region.corporation.example`),
    };
    expect(effectiveSearch(many, MUSL)).toEqual([]);
    expect(effectiveSearch(many, GLIBC)).toHaveLength(12);
    expect(effectiveSearch(many, { family: 'glibc', version: '2.24' })).toHaveLength(6);
  });

  it('stops where the libc stops', () => {
    expect(afterAnswer('NOERROR', false, MUSL)).toBe('stop');
    expect(afterAnswer('NOERROR', false, GLIBC)).toBe('next');
    expect(afterAnswer('REFUSED', false, GLIBC)).toBe('bare');
    expect(afterAnswer('NXDOMAIN', false, MUSL)).toBe('next');
  });

  it('lets one bad answer speak for both in new musl only', () => {
    const pair = [
      { rcode: 'NOERROR', addresses: ['192.0.2.7'] },
      { rcode: 'NXDOMAIN', addresses: [] },
    ];
    expect(libcSees(pair, MUSL)).toEqual({ rcode: 'NXDOMAIN', addresses: [] });
    expect(libcSees(pair, { family: 'musl', version: '1.1.20' }).addresses).toEqual(['192.0.2.7']);
    expect(libcSees(pair, GLIBC).addresses).toEqual(['192.0.2.7']);
  });
});

describe('absolute against searched', () => {
  it('shows what slow negative answers of the search domains cost', async () => {
    const server = await serve((question, query) =>
      question.name === 'api.partner.test'
        ? { reply: reply(query, question.type === 'A' ? [A] : []) }
        : { reply: reply(query, [], { rcode: 3 }), afterMs: 120 },
    );
    const conf = { nameservers: ['127.0.0.1'], search: CLUSTER, ndots: 5 };
    const evidence = await compareNames(localDialler(), {
      name: 'api.partner.test',
      conf,
      libc: GLIBC,
      port: server.port,
      repeats: 2,
    });
    const data = evidence.data as {
      absolute: number[];
      searched: number[];
      queries: number;
      absoluteQueries: number;
      foundAs: string;
    };
    expect(Math.max(...data.absolute)).toBeLessThan(100);
    expect(Math.min(...data.searched)).toBeGreaterThan(350);
    expect(data.queries).toBe(8);
    expect(data.absoluteQueries).toBe(2);
    expect(data.foundAs).toBe('api.partner.test');
    expect(evidence.stdout).toContain('8 queries');
  });

  it('sees that musl gives up where glibc goes on', async () => {
    const server = await serve((question, query) => ({
      reply: reply(query, question.name === 'api.partner.test' && question.type === 'A' ? [A] : []),
    }));
    const conf = { nameservers: ['127.0.0.1'], search: ['wild.test'], ndots: 5 };
    const params = { name: 'api.partner.test', conf, port: server.port, repeats: 1 };
    const musl = await compareNames(localDialler(), { ...params, libc: MUSL });
    const glibc = await compareNames(localDialler(), { ...params, libc: GLIBC });
    expect(musl.data).toMatchObject({ foundSearched: false, foundAbsolute: true });
    expect(glibc.data).toMatchObject({ foundSearched: true });
  });

  it('has nothing to compare where no nameserver answers, and says so', async () => {
    const server = await serve(() => ({ reply: null }));
    const conf = { nameservers: ['127.0.0.1', '127.0.0.2'], search: CLUSTER, ndots: 5 };
    const dialler = localDialler((_address, port) => ({ address: '127.0.0.1', port }));
    const params = { name: 'api.partner.test', conf, libc: GLIBC, port: server.port, limitMs: 200 };
    const evidence = await compareNames(dialler, params);
    expect(evidence.data).toMatchObject({ absolute: [], searched: [], walked: [] });
    expect(evidence.stdout).toContain('no nameserver answered: 127.0.0.1 127.0.0.2');
  });

  it('goes to the next nameserver when the first is silent', async () => {
    const server = await serve((_question, query) => ({ reply: reply(query, [A]) }));
    const dialler = localDialler((address, port) => ({
      address: '127.0.0.1',
      port: address === '192.0.2.1' ? 9 : port,
    }));
    const conf = { nameservers: ['192.0.2.1', '192.0.2.2'], search: [], ndots: 1 };
    const params = { name: 'api.partner.test', conf, libc: GLIBC, port: server.port, limitMs: 300, repeats: 1 };
    const evidence = await compareNames(dialler, params);
    expect(evidence.data).toMatchObject({ foundAbsolute: true, walked: [{ server: '192.0.2.2' }] });
  });
});

describe('a series of look-ups', () => {
  it('counts what is lost on one socket, on two, and over TCP', async () => {
    let count = 0;
    const server = await serve((_question, query, transport) => {
      count += 1;
      return { reply: transport === 'udp' && count % 10 === 0 ? null : reply(query, [A]) };
    });
    const params = {
      server: '127.0.0.1',
      port: server.port,
      name: 'api.partner.test',
      count: 20,
      paceMs: 20,
      limitMs: 300,
    };
    const evidence = await askSeries(localDialler(), params);
    const { tallies } = evidence.data as { tallies: { way: string; asked: number; lost: number }[] };
    expect(tallies.map(({ way }) => way)).toEqual(['one-socket', 'apart', 'tcp']);
    expect(tallies[0]).toMatchObject({ asked: 40, lost: 4 });
    expect(tallies[2]).toMatchObject({ lost: 0 });
  });

  it('holds nothing against a server that answers one question a connection', async () => {
    const server = await serve((_question, query) => ({ reply: reply(query, [A]) }), { oneEach: true });
    const params = { server: '127.0.0.1', port: server.port, name: 'api.partner.test', count: 2, paceMs: 20 };
    const evidence = await askSeries(localDialler(), { ...params, limitMs: 300 });
    const { tallies } = evidence.data as { tallies: { way: string; asked: number; lost: number }[] };
    expect(tallies[2]).toMatchObject({ way: 'tcp', asked: 20, lost: 0 });
  });
});
