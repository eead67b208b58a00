import { afterAll, beforeAll, expect, it } from 'vitest';
import { tryAddresses } from '../../src/exchange/connect.ts';
import type { Dialler } from '../../src/exchange/dialler.ts';
import { compareNames } from '../../src/exchange/dns-names.ts';
import { askNameserver } from '../../src/exchange/dns-nameserver.ts';
import { askSeries } from '../../src/exchange/dns-series.ts';
import { measureHttp } from '../../src/exchange/http.ts';
import { comparePacketSizes } from '../../src/exchange/path-mtu.ts';
import { tryProxy } from '../../src/exchange/proxy.ts';
import { parseProxy } from '../../src/exchange/proxy-address.ts';
import { shakeHands } from '../../src/exchange/tls-handshake.ts';
import type { Extractor } from '../../src/extract/extractor.ts';
import { networkExtractors } from '../../src/extract/network-extractors.ts';
import type { Evidence, Facts } from '../../src/session/evidence.ts';
import { type Bench, openBench } from '../lab/containers.ts';
import { imageRef, muslImage } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import type { LabNetwork } from '../lab/networks.ts';
import { openPki } from '../lab/pki.ts';
import { type DnsConfig, dnsServer, proxyServer, tlsServer } from '../lab/servers.ts';
import type { Target } from '../lab/target.ts';
import { context } from '../unit/extract/context.ts';
import { type DebugBench, got, openDebug } from './debug-bench.ts';

const HOST = 'api.partner.test';
const [SOUND, NO_AAAA, TRUNCATES, NEGATIVE_SLOW, LOSSY, API, ALONE, MUTUAL, PROXY, NOBODY] = [
  53, 54, 55, 56, 57, 10, 11, 12, 31, 250,
];

function factsOf(id: string, evidence: Evidence): Facts {
  const extractor: Extractor | undefined = networkExtractors.find((one) => one.id === id);
  if (!extractor) throw new Error(`no extractor ${id}`);
  return extractor.extract([evidence], context());
}

describeLive('conversations through a container', () => {
  let bench: Bench;
  let network: LabNetwork;
  let target: Target;
  let root = '';
  const open: DebugBench[] = [];
  const diallers = new Map<string, Promise<Dialler>>();

  beforeAll(async () => {
    bench = await openBench();
    network = await bench.network({ ipv6: true });
    const records = { [HOST]: { A: [network.address(API)], AAAA: [network.address6(API)] } };
    const nameserver = (address: number, config: DnsConfig) =>
      dnsServer(bench, { network, address }, { records, ...config });
    const pki = openPki();
    bench.onClose(() => pki.close());
    const authority = await pki.root('Partner Root CA');
    const issuing = await pki.intermediate('Partner Issuing CA', authority);
    const credential = await pki.leaf([HOST], issuing);
    root = authority.certificate;
    const api = (address: number, config: object) =>
      tlsServer(bench, { network, address, name: `api-${address}` }, { credential, ...config });
    await Promise.all([
      nameserver(SOUND, {}),
      nameserver(NO_AAAA, { rules: [{ type: 'AAAA', do: 'drop' }] }),
      nameserver(TRUNCATES, { rules: [{ do: 'truncate', via: 'udp' }], tcp: 'refuse' }),
      nameserver(NEGATIVE_SLOW, { negativeDelayMs: 200 }),
      nameserver(LOSSY, { rules: [{ do: 'drop', share: 0.15, via: 'udp' }] }),
      api(API, {}),
      api(ALONE, { chain: credential.certificate }),
      api(MUTUAL, { clientCa: root }),
      proxyServer(bench, { network, address: PROXY }, { mode: 'authenticate', user: 'joe:secret' }),
    ]);
    target = await bench.container({ image: imageRef('scratch:1'), name: 'target', network, address: 80 });
  });
  afterAll(async () => {
    for (const debug of open) expect((await debug.close()).left).toEqual([]);
    await bench.close();
  });

  function dialler(tool: string): Promise<Dialler> {
    const made = async () => {
      const image = tool === 'busybox nc' ? await muslImage(bench.docker) : imageRef('debian:bookworm');
      const debug = await openDebug(bench, target, { config: { askedFor: image } });
      open.push(debug);
      return got(await debug.views.dialler());
    };
    const known = diallers.get(tool) ?? made();
    diallers.set(tool, known);
    return known;
  }

  for (const tool of ['busybox nc', 'bash']) {
    it(`asks nameservers by themselves, by ${tool}`, async () => {
      const pipe = await dialler(tool);
      const ask = async (address: number) =>
        factsOf(
          'dns-nameserver',
          await askNameserver(pipe, { server: network.address(address), names: [HOST], limitMs: 1_000 }),
        );
      expect(await ask(SOUND)).toMatchObject({
        asked: 20,
        answered: 20,
        lost: 0,
        rcodeA: 'NOERROR',
        rcodeAAAA: 'NOERROR',
        tcpWorks: true,
        ipv4Count: 1,
        ipv6Count: 1,
      });
      expect(await ask(NO_AAAA)).toMatchObject({ aaaaDropped: true, silent: false, lost: 0 });
      expect(await ask(TRUNCATES)).toMatchObject({ truncatedAndTcpFails: true, tcpRefused: true });
      expect(await ask(NOBODY)).toMatchObject({ silent: true, reachable: false, refusedPort: false });
      expect(await ask(API)).toMatchObject({ silent: true, refusedPort: true });
    });

    it(`sees chains, and who demands a certificate, by ${tool}`, async () => {
      const pipe = await dialler(tool);
      const shake = async (address: number) => {
        const at = { host: HOST, address: network.address(address), port: 8443, now: new Date(), http: true };
        return factsOf(
          'tls-chain',
          await shakeHands(pipe, { ...at, target: { from: 'bundle', pem: root }, reference: null, limitMs: 5_000 }),
        );
      };
      expect(await shake(API)).toMatchObject({
        handshake: true,
        chainLength: 2,
        verifiesAgainstTarget: true,
        verifiesAgainstReference: false,
        nameMatches: true,
        httpStatus: 200,
      });
      expect(await shake(ALONE)).toMatchObject({ chainLength: 1, verifyCodeTarget: 21, incompleteChain: true });
      expect(await shake(MUTUAL)).toMatchObject({
        clientCertificateRequested: true,
        clientCertificateDemanded: true,
        verifiesAgainstTarget: true,
      });
      expect(await shake(SOUND)).toMatchObject({ unreachable: true, outcome: 'refused' });
      expect(await shake(NOBODY)).toMatchObject({ unreachable: true, outcome: 'unreachable' });
    });
  }

  it('shows what search domains cost', async () => {
    const conf = { nameservers: [network.address(NEGATIVE_SLOW)], search: ['a.local', 'b.local', 'c.local'], ndots: 5 };
    const evidence = await compareNames(await dialler('busybox nc'), {
      name: HOST,
      conf,
      libc: { family: 'musl', version: '1.2.5' },
    });
    const facts = factsOf('dns-names', evidence);
    expect(facts).toMatchObject({ candidates: 4, queries: 8, foundAs: HOST });
    expect(facts.differenceMs).toBeGreaterThan(550);
    expect(facts.absoluteMs).toBeLessThan(100);
  });

  it('counts what a lossy way loses, and nothing on a sound one', async () => {
    const pipe = await dialler('busybox nc');
    const series = async (address: number) =>
      factsOf(
        'dns-series',
        await askSeries(pipe, { server: network.address(address), name: HOST, count: 20, limitMs: 500 }),
      );
    expect(await series(SOUND)).toMatchObject({ asked: 80, lost: 0, tcpSound: true });
    const lossy = await series(LOSSY);
    expect(lossy.loss).toBeGreaterThan(0.05);
    expect(lossy.tcpSound).toBe(true);
  });

  it('reaches every address, or says how it failed', async () => {
    const addresses = [network.address(API), network.address6(API), network.address(SOUND), network.address(NOBODY)];
    const evidence = await tryAddresses(await dialler('bash'), {
      host: HOST,
      port: 8443,
      addresses,
      speak: 'https',
      times: 2,
    });
    const facts = factsOf('connect', evidence);
    expect(facts).toMatchObject({
      addresses: 4,
      failedAddresses: 2,
      reachedAddresses: addresses.slice(0, 2),
      uneven: true,
      statuses: [200],
    });
    expect(facts.failureKinds).toEqual(expect.arrayContaining(['refused', 'unreachable']));
    const silent = await tryAddresses(await dialler('busybox nc'), {
      host: HOST,
      port: 53,
      addresses: [network.address(SOUND)],
      speak: 'listen',
      times: 1,
      limitMs: 1_500,
    });
    expect(factsOf('connect', silent)).toMatchObject({
      failedAddresses: 0,
      reachedAddresses: [network.address(SOUND)],
    });
  });

  it('finds the proxy’s log-in, with and without credentials', async () => {
    const pipe = await dialler('bash');
    const through = async (user: string) => {
      const proxy = parseProxy(`http://${user}proxy.corp:3128`);
      if (!proxy) throw new Error('no proxy');
      const evidence = await tryProxy(pipe, {
        proxy,
        proxyIp: network.address(PROXY),
        endpoint: { scheme: 'https', host: network.address(API), port: 8443 },
        directIp: network.address(API),
        decisions: [],
        target: null,
        reference: null,
        now: new Date(),
      });
      expect(JSON.stringify(evidence)).not.toContain('secret');
      return factsOf('proxy', evidence);
    };
    expect(await through('')).toMatchObject({
      authenticationRequired: true,
      authenticateScheme: expect.stringContaining('Basic'),
      directWorks: true,
    });
    expect(await through('joe:secret@')).toMatchObject({
      accepted: true,
      tlsThroughTunnel: true,
      issuersDiffer: false,
      credentialsSent: true,
    });
  });

  it('measures a request, and all sizes of it', async () => {
    const pipe = await dialler('busybox nc');
    const at = { host: HOST, address: network.address(API), port: 8443, tls: true };
    const facts = factsOf('http-latency', await measureHttp(pipe, at));
    expect(facts).toMatchObject({ answered: true, status: 200 });
    expect(facts.connectMs).toBeLessThan(2000);
    expect(facts.firstByteMs).toBeLessThan(2000);
    expect(factsOf('path-mtu', await comparePacketSizes(pipe, at))).toMatchObject({
      smallWorks: true,
      bigStalls: false,
      sizeMatters: false,
    });
  });

  it('shows a command line that works by hand', async () => {
    const pipe = await dialler('bash');
    const evidence = await askNameserver(pipe, { server: network.address(SOUND), names: [HOST], repeats: 1 });
    expect(evidence.byHand).toMatch(
      new RegExp(`^docker run .*--network container:${target.name} .*--entrypoint dig \\S+ @${network.address(SOUND)}`),
    );
  });
});
