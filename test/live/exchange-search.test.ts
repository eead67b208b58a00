import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Dialler } from '../../src/exchange/dialler.ts';
import { compareNames } from '../../src/exchange/dns-names.ts';
import type { Json } from '../../src/session/evidence.ts';
import { type Bench, openBench } from '../lab/containers.ts';
import { imageRef, muslImage } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import type { LabNetwork } from '../lab/networks.ts';
import { dnsServer, queriesOf } from '../lab/servers.ts';
import type { Target } from '../lab/target.ts';
import { type DebugBench, got, openDebug } from './debug-bench.ts';

const KNOWN = 'api.partner.test';

/** Search domains, each with one manner of saying no. */
const NO = 'no.test';
const EMPTY = 'empty.test';
const FAILS = 'fails.test';
const REFUSES = 'refuses.test';

interface Case {
  readonly search: readonly string[];
  readonly ndots: number;
  readonly name: string;
}

const CASES: readonly Case[] = [
  { search: [NO, 'second.test'], ndots: 5, name: KNOWN },
  { search: [NO], ndots: 5, name: `${KNOWN}.` },
  { search: [NO], ndots: 1, name: KNOWN },
  { search: [NO, 'second.test'], ndots: 1, name: 'gone.partner.test' },
  { search: ['partner.test'], ndots: 1, name: 'api' },
  { search: [EMPTY, NO], ndots: 5, name: KNOWN },
  { search: [FAILS, NO], ndots: 5, name: KNOWN },
  { search: [REFUSES, NO], ndots: 5, name: KNOWN },
  {
    search: Array.from({ length: 9 }, (_, index) => `department-${index}.region-of-the-corporation.test`),
    ndots: 5,
    name: KNOWN,
  },
];

describeLive('the names that we ask for are those that the libc asks for', () => {
  let bench: Bench;
  let network: LabNetwork;
  let nameserver: Target;
  let debug: DebugBench;
  let dialler: Dialler;

  beforeAll(async () => {
    bench = await openBench();
    network = await bench.network({ ipv6: true });
    const rules = [
      { name: `*.${EMPTY}`, do: 'nodata' as const },
      { name: `*.${FAILS}`, do: 'servfail' as const },
      { name: `*.${REFUSES}`, do: 'refused' as const },
    ];
    const records = { [KNOWN]: { A: [network.address(10)], AAAA: [network.address6(10)] } };
    nameserver = await dnsServer(bench, { network, address: 53 }, { records, rules });
    const target = await bench.container({ image: imageRef('scratch:1'), name: 'target', network, address: 80 });
    debug = await openDebug(bench, target, { config: { askedFor: imageRef('debian:bookworm') } });
    dialler = got(await debug.views.dialler());
  });
  afterAll(async () => {
    await debug.close();
    await bench.close();
  });

  /** The names that came in since, each once, in order. */
  async function namesSince(count: number): Promise<string[]> {
    const queries = (await queriesOf(nameserver)).slice(count);
    return [...new Set(queries.map(({ name }) => name.replace(/\.$/, '')))];
  }

  async function libcAsks(image: string, { search, ndots, name }: Case): Promise<string[]> {
    const before = (await queriesOf(nameserver)).length;
    const lines = [
      `nameserver ${network.address(53)}`,
      `search ${search.join(' ')}`,
      `options ndots:${ndots} timeout:1 attempts:1`,
    ];
    const path = bench.file(`resolv-${before}.conf`, `${lines.join('\n')}\n`);
    const mounts = { [path]: '/etc/resolv.conf' };
    const run = await bench.container({
      image,
      name: `getent-${before}`,
      network,
      entrypoint: ['getent', 'ahosts', name],
      mounts,
    });
    await run.untilState('exited');
    const names = await namesSince(before);
    await run.remove();
    return names;
  }

  async function weAsk(libc: 'glibc' | 'musl', version: string, { search, ndots, name }: Case): Promise<string[]> {
    const conf = { nameservers: [network.address(53)], search, ndots };
    const evidence = await compareNames(dialler, { name, conf, libc: { family: libc, version }, repeats: 1 });
    const { walked } = evidence.data as { walked: { name: Json }[] };
    return walked.map((one) => String(one.name));
  }

  it.each([
    ['glibc', '2.36', async () => imageRef('debian:bookworm')],
    ['glibc', '2.31', async () => imageRef('debian:bullseye')],
    ['musl', '1.2.3', () => muslImage(bench.docker)],
  ] as const)(
    '%s %s',
    async (libc, version, image) => {
      for (const one of CASES) {
        const real = await libcAsks(await image(), one);
        expect([one, await weAsk(libc, version, one)]).toEqual([one, real]);
      }
    },
    120_000,
  );
});
