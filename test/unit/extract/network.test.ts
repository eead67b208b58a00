import { afterEach, describe, expect, it } from 'vitest';
import { compareNames } from '../../../src/exchange/dns-names.ts';
import { askNameserver } from '../../../src/exchange/dns-nameserver.ts';
import { clock } from '../../../src/extract/clock.ts';
import { connect } from '../../../src/extract/connect.ts';
import { dnsNames } from '../../../src/extract/dns-names.ts';
import { dnsNameserver } from '../../../src/extract/dns-nameserver.ts';
import { dnsSeries } from '../../../src/extract/dns-series.ts';
import { httpLatency } from '../../../src/extract/http-latency.ts';
import { networkExtractors } from '../../../src/extract/network-extractors.ts';
import { pathMtu } from '../../../src/extract/path-mtu.ts';
import { proxy } from '../../../src/extract/proxy.ts';
import type { Row } from '../../../src/extract/values.ts';
import type { Facts, Json } from '../../../src/session/evidence.ts';
import { type Decide, reply, startDns, type TestDns } from '../exchange/dns-server.ts';
import { localDialler } from '../exchange/local-dialler.ts';
import { context, evidence, told } from './context.ts';

const open: TestDns[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const A = { name: 'api.test', type: 'A' as const, ttl: 60, data: '192.0.2.7' };

/** Facts of a conversation with a server that behaves so. */
async function nameserver(
  decide: Decide,
  more: { tcp?: boolean; names?: string[]; libc?: { family: 'musl'; version: string } } = {},
): Promise<Facts> {
  const server = await startDns(decide, { tcp: more.tcp ?? true });
  open.push(server);
  const params = { server: '127.0.0.1', port: server.port, names: more.names ?? ['api.test'], limitMs: 250 };
  return dnsNameserver.extract([await askNameserver(localDialler(), params)], context({ libc: more.libc }));
}

const answer: Decide = (question, query) => ({ reply: reply(query, question.type === 'A' ? [A] : []) });

describe('facts of a nameserver', () => {
  it('of a sound one', async () => {
    expect(await nameserver(answer)).toMatchObject({
      asked: 20,
      answered: 20,
      lost: 0,
      silent: false,
      reachable: true,
      aaaaDropped: false,
      aaaaFails: false,
      serverFailure: false,
      truncated: false,
      tcpWorks: true,
      rcodeA: 'NOERROR',
      rcodeAAAA: 'NOERROR',
      addresses: ['192.0.2.7'],
      notFoundNames: [],
      emptyNames: [],
      answers: { 'api.test': { a: 'NOERROR', aaaa: 'NOERROR', addresses: ['192.0.2.7'] } },
    });
  });

  it('of one that is silent', async () => {
    expect(await nameserver(() => ({ reply: null }))).toMatchObject({
      asked: 6,
      answered: 0,
      silent: true,
      refusedPort: false,
      reachable: false,
    });
  });

  it('of one that drops AAAA', async () => {
    const facts = await nameserver((question, query) => ({ reply: question.type === 'A' ? reply(query, [A]) : null }));
    expect(facts).toMatchObject({
      aaaaDropped: true,
      aaaaDroppedNames: ['api.test'],
      silent: false,
      lost: 0,
      answersUdpAAAA: false,
    });
  });

  it('of one that answers AAAA wrongly', async () => {
    const with_ =
      (rcode: number): Decide =>
      (question, query) => ({ reply: question.type === 'A' ? reply(query, [A]) : reply(query, [], { rcode }) });
    expect(await nameserver(with_(3))).toMatchObject({
      aaaaFails: true,
      aaaaNxdomainWhileA: true,
      rcodeAAAA: 'NXDOMAIN',
      serverFailure: false,
    });
    expect(await nameserver(with_(2))).toMatchObject({
      aaaaFails: true,
      aaaaServfailWhileA: true,
      rcodeAAAA: 'SERVFAIL',
    });
  });

  it('of one that fails, or knows one name of two', async () => {
    expect(await nameserver((_question, query) => ({ reply: reply(query, [], { rcode: 5 }) }))).toMatchObject({
      serverFailure: true,
      rcodeA: 'REFUSED',
      failedNames: ['api.test'],
    });
    const half: Decide = (question, query) => ({
      reply:
        question.name === 'api.test' ? reply(query, question.type === 'A' ? [A] : []) : reply(query, [], { rcode: 3 }),
    });
    expect(await nameserver(half, { names: ['api.test', 'gone.test'] })).toMatchObject({
      notFoundNames: ['gone.test'],
      aaaaFails: false,
      rcodeA: 'NXDOMAIN',
    });
  });

  it('of one that truncates, with TCP and without, for old libcs too', async () => {
    const cut: Decide = (_question, query, transport) => ({
      reply: transport === 'udp' ? reply(query, [], { truncated: true }) : reply(query, [A]),
    });
    expect(await nameserver(cut)).toMatchObject({
      truncated: true,
      truncatedWithoutRecords: true,
      truncatedAndTcpFails: false,
      tcpWorks: true,
      libcWithoutTcp: false,
      emptyNames: [],
    });
    expect(await nameserver(cut, { tcp: false })).toMatchObject({ truncatedAndTcpFails: true, tcpRefused: true });
    expect(await nameserver(cut, { libc: { family: 'musl', version: '1.2.3' } })).toMatchObject({
      libcWithoutTcp: true,
    });
  });

  it('of one that is slow, and of one that loses some', async () => {
    expect(
      (await nameserver((_question, query) => ({ reply: reply(query, [A]), afterMs: 350 }))).medianMs,
    ).toBeGreaterThan(330);
    let asked = 0;
    const lossy = await nameserver((_question, query, transport) => {
      if (transport === 'udp') asked += 1;
      return { reply: asked === 2 && transport === 'udp' ? null : reply(query, [A]) };
    });
    expect(lossy).toMatchObject({ lost: 0, retried: 1, silent: false });
  });
});

describe('facts of the names that are asked', () => {
  it('show what the search list costs', async () => {
    const server = await startDns((question, query) =>
      question.name === 'api.test'
        ? { reply: reply(query, question.type === 'A' ? [A] : []) }
        : { reply: reply(query, [], { rcode: 3 }), afterMs: 60 },
    );
    open.push(server);
    const conf = { nameservers: ['127.0.0.1'], search: ['a.local', 'b.local'], ndots: 5 };
    const talk = await compareNames(localDialler(), {
      name: 'api.test',
      conf,
      libc: { family: 'glibc', version: null },
      port: server.port,
      repeats: 1,
    });
    const facts = dnsNames.extract([talk], context());
    expect(facts).toMatchObject({
      candidates: 3,
      queries: 6,
      absoluteQueries: 2,
      foundAs: 'api.test',
      searchAborted: false,
      negativeNames: ['api.test.a.local', 'api.test.b.local'],
    });
    expect(facts.differenceMs).toBeGreaterThan(100);
  });
});

describe('facts of connections', () => {
  const tried = (...list: [string, string, number?, string?][]): Json =>
    list.map(([address, outcome, status, fingerprint256]) => ({
      address,
      outcome,
      ms: 12,
      status: status ?? null,
      fingerprint256: fingerprint256 ?? '',
      said: '',
    }));
  const facts = (list: Json, addresses: string[] = ['192.0.2.1']) =>
    connect.extract([told({ conversation: 'connect', addresses, tried: list, pipeCostMs: 10 })], context());

  it('tell all, some and none', () => {
    expect(facts(tried(['192.0.2.1', 'ok'], ['192.0.2.2', 'ok']))).toMatchObject({
      addresses: 2,
      failedAddresses: 0,
      reachedAddresses: ['192.0.2.1', '192.0.2.2'],
      medianMs: 2,
      uneven: false,
    });
    expect(facts(tried(['192.0.2.1', 'ok'], ['192.0.2.2', 'refused'], ['192.0.2.2', 'refused']))).toMatchObject({
      failedAddresses: 1,
      uneven: true,
      flaky: false,
      failureText: 'refused: nobody listens on that port (192.0.2.2)',
    });
    expect(facts(tried(['192.0.2.1', 'timeout'], ['192.0.2.1', 'timeout']))).toMatchObject({
      failedAddresses: 1,
      addresses: 1,
      failureKinds: ['timeout'],
    });
    expect(facts(tried(['192.0.2.1', 'ok'], ['192.0.2.1', 'reset']))).toMatchObject({
      failedAddresses: 0,
      flaky: true,
    });
    expect(facts([], [])).toEqual({ addresses: 0, attempts: 0 });
  });

  it('tell a server that hangs from one that nobody reaches', () => {
    expect(facts(tried(['192.0.2.1', 'mute'], ['192.0.2.1', 'mute']))).toMatchObject({
      allMute: true,
      failedAddresses: 1,
      failureKinds: ['mute'],
    });
    expect(facts(tried(['192.0.2.1', 'mute'], ['192.0.2.1', 'timeout']))).toMatchObject({ allMute: false });
    expect(facts(tried(['192.0.2.1', 'mute'], ['192.0.2.2', 'ok']))).toMatchObject({
      allMute: false,
      failedAddresses: 1,
      uneven: true,
    });
  });

  it('find the backend that answers and is not well, where others are', () => {
    const bad = (address: string, leafTrouble: string) => ({
      ...(tried([address, 'ok', 200, address]) as Row[])[0],
      leafTrouble,
    });
    const good = (tried(['192.0.2.1', 'ok', 200, 'a'], ['192.0.2.1', 'ok', 404, 'a']) as Row[])[0] as Row;
    expect(facts([good, bad('192.0.2.2', 'expired')])).toMatchObject({
      oddAddresses: ['192.0.2.2'],
      unevenText: 'an expired certificate from 192.0.2.2 only; 2 different certificates',
    });
    expect(facts([bad('192.0.2.1', 'expired'), bad('192.0.2.2', 'expired')])).toMatchObject({ oddAddresses: [] });
    expect(facts(tried(['192.0.2.1', 'ok', 503], ['192.0.2.2', 'ok', 200]))).toMatchObject({
      oddAddresses: ['192.0.2.1'],
    });
    expect(facts(tried(['192.0.2.1', 'ok', 503], ['192.0.2.1', 'ok', 200], ['192.0.2.2', 'ok', 200]))).toMatchObject({
      oddAddresses: [],
    });
    expect(facts(tried(['192.0.2.1', 'ok', 503], ['192.0.2.2', 'ok', 500]))).toMatchObject({ oddAddresses: [] });
  });

  it('do not hold IPv6 that leads nowhere against a host that IPv4 reaches', () => {
    expect(facts(tried(['2001:db8::1', 'unreachable'], ['192.0.2.1', 'ok']))).toMatchObject({
      addresses: 1,
      failedAddresses: 0,
      unroutableAddresses: ['2001:db8::1'],
      uneven: false,
    });
    expect(facts(tried(['2001:db8::1', 'refused'], ['192.0.2.1', 'ok']))).toMatchObject({
      addresses: 2,
      failedAddresses: 1,
      ipv6Failed: true,
    });
  });

  it('do hold it against one where the kernel waits for a neighbour that is not there', () => {
    const [neighbour] = tried(['2001:db8::1', 'unreachable']) as Row[];
    const [well] = tried(['192.0.2.1', 'ok']) as Row[];
    const waited = { ...neighbour, said: 'connect: No route to host', ms: 3_070 };
    expect(facts([waited, well as Row])).toMatchObject({ failedAddresses: 1, ipv6Failed: true });
    expect(facts([{ ...waited, ms: 12 }, well as Row])).toMatchObject({ failedAddresses: 0 });
    const noWay = { ...waited, said: 'connect: Network is unreachable' };
    expect(facts([noWay, well as Row])).toMatchObject({ failedAddresses: 0 });
  });

  it('see backends that differ in what they say', () => {
    expect(facts(tried(['192.0.2.1', 'ok', 200, 'AA'], ['192.0.2.2', 'ok', 503, 'BB']))).toMatchObject({
      uneven: true,
      certificatesDiffer: true,
      serverErrorAddresses: ['192.0.2.2'],
      unevenText: 'server errors from 192.0.2.2 only; 2 different certificates',
    });
  });

  it('say nothing when only ours failed', () => {
    expect(facts(tried(['192.0.2.1', 'tool']))).toEqual({});
  });
});

describe('facts of a proxy', () => {
  const decisions = [
    { client: 'curl', via: 'proxy', variable: 'https_proxy', because: 'https_proxy is set' },
    { client: 'node', via: 'direct', variable: '', because: 'Node reads no proxy variable by itself' },
  ];
  const facts = (more: { [key: string]: Json }) =>
    proxy.extract(
      [told({ conversation: 'proxy', scheme: 'https', proxy: 'proxy.corp:3128', resolved: true, decisions, ...more })],
      context(),
    );
  const through = (more: { [key: string]: Json }): Json => ({
    outcome: 'done',
    said: '',
    status: 200,
    authenticate: '',
    agreed: true,
    issuer: '',
    look: {},
    ...more,
  });

  it('tell whether it is used, and by whom', () => {
    expect(facts({ through: through({}) })).toMatchObject({
      proxied: true,
      accepted: true,
      unreachable: false,
      clientsDiffer: true,
      directClients: ['node'],
      tlsThroughTunnel: true,
    });
    expect(
      proxy.extract([told({ conversation: 'proxy', proxied: false, decisions: [decisions[1] as Json] })], context()),
    ).toMatchObject({ proxied: false, clientsDiffer: false });
  });

  it('tell the ways in which it fails', () => {
    expect(facts({ resolved: false })).toMatchObject({
      unreachable: true,
      failure: 'its name cannot be looked up here',
    });
    expect(
      facts({ through: through({ outcome: 'refused', said: 'Connection refused', status: null, agreed: false }) }),
    ).toMatchObject({ unreachable: true, failure: 'nobody listens there', refused: false });
    expect(
      facts({
        through: through({
          outcome: 'preface',
          status: 407,
          agreed: false,
          authenticate: 'Basic realm="x"',
          said: '407 Proxy Authentication Required',
        }),
      }),
    ).toMatchObject({
      authenticationRequired: true,
      authenticateScheme: 'Basic realm="x"',
      refused: false,
      accepted: false,
      unreachable: false,
    });
    expect(
      facts({ through: through({ outcome: 'preface', status: 403, agreed: false, said: '403 Forbidden' }) }),
    ).toMatchObject({ refused: true, statusLine: '403 Forbidden', upstreamFailed: false });
    expect(
      facts({ through: through({ outcome: 'preface', status: 502, agreed: false, said: '502 Bad Gateway' }) }),
    ).toMatchObject({ refused: true, upstreamFailed: true });
    expect(facts({ proxyTls: 'not-tls', through: through({}) })).toMatchObject({
      schemeMismatch: true,
      accepted: true,
    });
  });

  it('tell that somebody signs in between', () => {
    const look = {
      verdicts: [
        { label: 'target', code: 20 },
        { label: 'reference', code: 20 },
      ],
    };
    const given = facts({
      through: through({ issuer: 'O = Corp', look }),
      direct: { outcome: 'done', issuer: 'O = Public' },
    });
    expect(given).toMatchObject({ issuersDiffer: true, intercepted: true, verifyCodeTarget: 20, directWorks: true });
  });
});

describe('facts of clocks', () => {
  const facts = (engineSkewMs: number | null, ...skews: (number | null)[]) =>
    clock.extract(
      [told({ conversation: 'clock', engineSkewMs, servers: skews.map((skewMs) => ({ skewMs })) })],
      context({ limits: { clockSkewSeconds: 120 } }),
    );

  it('believe the majority', () => {
    expect(facts(10, 100, -300)).toMatchObject({
      witnesses: 2,
      majoritySkewed: false,
      someoneSkewed: false,
      serversAgree: true,
    });
    expect(facts(0, 3_600_000, 3_600_500)).toMatchObject({ majoritySkewed: true, skewText: '1 h slow' });
    expect(facts(7_200_000, 0)).toMatchObject({ majoritySkewed: true, skewText: '2 h fast' });
    expect(facts(0, 3_600_000)).toMatchObject({ majoritySkewed: false, someoneSkewed: true });
    expect(facts(0, 3_600_000, 0)).toMatchObject({ majoritySkewed: false, someoneSkewed: true, serversAgree: false });
    expect(facts(0)).toMatchObject({ witnesses: 0, someoneSkewed: false });
    expect(facts(null, 5)).toEqual({ witnesses: 1 });
  });
});

describe('facts of a request, a series, and packet sizes', () => {
  it('take the pipe’s cost off, and tell the server’s time apart', () => {
    const talks = [
      { outcome: 'replied', firstByteMs: 300, status: 200 },
      { outcome: 'replied', firstByteMs: 280, status: 200 },
    ];
    const http = (more: { [key: string]: Json }) =>
      httpLatency.extract(
        [
          told({
            conversation: 'http-latency',
            pipeCostMs: 70,
            dnsMs: 4,
            talks,
            connectMs: null,
            handshakeMs: null,
            ...more,
          }),
        ],
        context(),
      );
    expect(http({ handshakeMs: 130 })).toMatchObject({
      answered: true,
      firstByteMs: 290,
      connectMs: 30,
      handshakeMs: 30,
      phasesEstimated: true,
      dnsMs: 4,
      status: 200,
    });
    expect(http({ handshakeMs: 130, connectMs: 75 })).toMatchObject({
      connectMs: 5,
      handshakeMs: 55,
      phasesEstimated: false,
    });
    expect(http({ firstByteMs: 375 })).toMatchObject({ connectMs: 15, handshakeMs: 0 });
    expect(http({ talks: [], outcome: 'refused' })).toMatchObject({ answered: false, failure: 'refused' });
    const silent = { talks: [{ outcome: 'silent' }], outcome: 'silent', tls: true, totalMs: 15_130 };
    expect(http({ ...silent, handshakeMs: 130, connectMs: 75 })).toMatchObject({ answered: false, waitedMs: 15_000 });
    expect(http({ ...silent, connectMs: 75 })).not.toHaveProperty('waitedMs');
    expect(http({ talks: [{ outcome: 'silent' }], outcome: 'refused', handshakeMs: 130 })).not.toHaveProperty(
      'waitedMs',
    );
  });

  it('tell connection tracking from a lossy way', () => {
    const series = (one: number, apart: number, tcp: number) =>
      dnsSeries.extract(
        [
          told({
            conversation: 'dns-series',
            complete: true,
            tallies: [
              { way: 'one-socket', asked: 200, lost: one, slowestMs: 3 },
              { way: 'apart', asked: 200, lost: apart, slowestMs: 4 },
              { way: 'tcp', asked: 20, lost: tcp, slowestMs: 2 },
            ],
          }),
        ],
        context(),
      );
    expect(series(6, 0, 0)).toMatchObject({
      lost: 6,
      onlyOneSocket: true,
      tcpSound: true,
      lossText: '3 % on one socket, 0 % on two, 0 % over TCP',
    });
    expect(series(5, 4, 0)).toMatchObject({ onlyOneSocket: false, loss: 9 / 400 });
  });

  it('tell that size matters only when small ones pass', () => {
    const sizes = (small: string, reply_: string, request: string) =>
      pathMtu.extract(
        [
          told({
            conversation: 'path-mtu',
            exchanges: [
              { size: 'small', outcome: small },
              { size: 'big-reply', outcome: reply_, bytesIn: 9 },
              { size: 'big-request', outcome: request },
            ],
          }),
        ],
        context(),
      );
    expect(sizes('answered', 'stalled', 'stalled')).toMatchObject({
      sizeMatters: true,
      bigReplyStalls: true,
      bigBytes: 9,
    });
    expect(sizes('stalled', 'stalled', 'stalled')).toMatchObject({ sizeMatters: false });
    expect(sizes('answered', 'answered', 'answered')).toMatchObject({ sizeMatters: false, smallWorks: true });
  });
});

describe('every network extractor', () => {
  const hostile: Json[] = [
    null,
    7,
    'x',
    [],
    {},
    {
      asked: 'x',
      tried: [1, null, {}],
      servers: {},
      talks: [[]],
      chain: [{}],
      verdicts: [null],
      exchanges: [{}],
      tallies: [3],
      walked: [{}],
    },
  ];

  it.each(networkExtractors.map((one) => [one.id, one] as const))(
    '%s gives only what it declares, whatever it is given',
    (id, extractor) => {
      for (const value of hostile) {
        const data =
          typeof value === 'object' && value !== null && !Array.isArray(value) ? { conversation: id, ...value } : value;
        const given = extractor.extract([evidence({ kind: 'exchange', data }), evidence({ data: value })], context());
        expect(Object.keys(given).filter((name) => !(name in extractor.facts))).toEqual([]);
        expect(Object.values(given).some((one) => one === null || one === undefined || Number.isNaN(one))).toBe(false);
      }
      expect(extractor.extract([], context())).toEqual({});
      expect(extractor.extract([told({ conversation: id, toolTrouble: 'no nc' })], context())).toEqual({});
    },
  );
});
