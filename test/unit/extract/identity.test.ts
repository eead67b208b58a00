import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { exitWords } from '../../../src/extract/exit-words.ts';
import { identityExtractors } from '../../../src/extract/identity-extractors.ts';
import type { Facts } from '../../../src/session/evidence.ts';
import { endOfLifeOf, endOfLifeTable, parseEndOfLife } from '../../../src/target/end-of-life.ts';
import { createTargetFiles } from '../../../src/target/files.ts';
import { identifyTarget } from '../../../src/target/identify.ts';
import { compareImages } from '../../../src/target/image-expectation.ts';
import type { ReadContext } from '../../../src/target/reader.ts';
import { targetReaders } from '../../../src/target/readers/registry.ts';
import type { TargetFacts } from '../../../src/target/target.ts';
import { aContainer, anImage, type FakeWorld, fakeEngine } from '../target/fake-engine.ts';
import { alpine, debian, GLIBC_LOADER, program } from '../target/worlds.ts';

const NOW = '2026-06-01T12:00:00.000Z';

interface Recorded {
  case: string;
  image: string;
  stdout: string;
}
const recordings: Recorded[] = readFileSync(new URL('../../fixtures/tools.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const recorded = (name: string, image: string): string =>
  recordings.find((one) => one.case === name && one.image === image)?.stdout ?? '';

/** What JSON value a declared type may have. */
const TYPES: Record<string, RegExp> = {
  string: /^string$/,
  int: /^int$/,
  double: /^(?:int|double)$/,
  bool: /^boolean$/,
  'list<string>': /^texts$/,
  'list<dyn>': /^(?:texts|list)$/,
  'map<string,dyn>': /^object$/,
};

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string') ? 'texts' : 'list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double';
  return value === null ? 'null' : typeof value;
}

/** Reads with one reader on a made-up engine, and gives the facts that one extractor makes of it. */
async function facts(
  source: string,
  extractor: string,
  world: FakeWorld,
  more: {
    options?: Partial<ReadContext['options']>;
    target?: Partial<TargetFacts>;
    subject?: string;
    earlier?: ReadContext['earlier'];
    info?: Partial<Engine['info']>;
  } = {},
): Promise<Facts> {
  const container = world.container === undefined ? aContainer() : world.container;
  const image = world.image ?? anImage();
  const { engine: plain } = fakeEngine({ ...world, container, image });
  const engine = { ...plain, info: { ...plain.info, ...more.info } };
  const target = {
    ...(await identifyTarget(engine, container ? container.name : `image:${image.tags[0]}`)).facts,
    ...more.target,
  };
  const files = createTargetFiles(engine, container, image);
  const options = { endpoints: [], binary: null, expectImage: null, referenceCaPem: null, ...more.options };
  const rest = { subject: more.subject ?? '', earlier: more.earlier ?? {} };
  const observation = await targetReaders[source]?.read({
    engine,
    container,
    image,
    files,
    target,
    options,
    ...rest,
    timeoutMs: 1000,
  });
  if (observation?.kind !== 'seen') throw new Error(`${observation?.kind}: ${observation?.reason}`);
  const found = identityExtractors.find((one) => one.id === extractor);
  if (!found) throw new Error(extractor);
  const result = found.extract(observation.evidence, { target, ...rest, limits: {}, now: NOW });
  const undeclared = Object.keys(result).filter((name) => !Object.hasOwn(found.facts, name));
  expect(undeclared).toEqual([]);
  for (const [name, value] of Object.entries(result)) {
    expect({ name, value, is: typeOf(value) }).toMatchObject({
      is: expect.stringMatching(TYPES[found.facts[name]?.type ?? ''] ?? /^$/),
    });
  }
  expect(observation.evidence[0]).toMatchObject({ kind: 'read', view: 'engine', tier: 'engine' });
  return result;
}

describe('state', () => {
  const event = (at: string, action: string, attributes: Record<string, string> = {}) => ({
    at,
    action,
    kind: 'container',
    id: 'c'.repeat(64),
    attributes,
  });

  it('of a healthy one', async () => {
    const health = { status: 'healthy', failingStreak: 0, log: ['ok'] };
    const container = aContainer({ startedAt: '2026-06-01T09:00:00Z', health });
    expect(await facts('container', 'state', { container })).toMatchObject({
      state: 'running',
      upText: ', up since 2026-06-01 09:00 UTC',
      healthText: ', healthy',
      oomProven: false,
      exitWords: 'it has not ended',
    });
  });

  it('proves an OOM kill only by a record that belongs to the end', async () => {
    const container = aContainer({
      state: 'exited',
      exitCode: 137,
      oomKilled: true,
      memoryLimitBytes: 64 << 20,
      finishedAt: '2026-06-01T11:00:01Z',
    });
    const events = [event('2026-06-01T11:00:00Z', 'oom'), event('2026-06-01T11:00:01Z', 'die', { exitCode: '137' })];
    expect(await facts('container', 'state', { container, events })).toMatchObject({
      oomProven: true,
      oomProof: 'OOM event at 11:00:00 UTC, the end 1 s later',
      exitWords: 'killed (SIGKILL) by the kernel: its memory limit was reached',
      memoryLimitText: '64 MiB',
    });
    const unproven = await facts('container', 'state', { container, events: [] });
    expect(unproven).toMatchObject({ oomProven: false, oomFlag: true });
    const longBefore = [
      event('2026-06-01T08:00:00Z', 'oom'),
      event('2026-06-01T11:00:01Z', 'die', { exitCode: '137' }),
    ];
    expect(await facts('container', 'state', { container, events: longBefore })).toMatchObject({ oomProven: false });
  });

  it('sees a child killed for memory while process 1 goes on, as long as it is of now', async () => {
    const container = aContainer({ startedAt: '2026-06-01T09:00:00Z' });
    expect(
      await facts('container', 'state', { container, events: [event('2026-06-01T11:30:00Z', 'oom')] }),
    ).toMatchObject({ oomProven: true, oomFlag: false });
    expect(
      await facts('container', 'state', { container, events: [event('2026-06-01T10:00:00Z', 'oom')] }),
    ).toMatchObject({ oomProven: false });
  });

  it('does not blame memory for a stop that was ignored', async () => {
    const container = aContainer({ state: 'exited', exitCode: 137, finishedAt: '2026-06-01T11:00:10Z' });
    const events = [
      event('2026-06-01T11:00:00Z', 'kill', { signal: '15' }),
      event('2026-06-01T11:00:10Z', 'kill', { signal: '9' }),
      event('2026-06-01T11:00:10Z', 'die'),
    ];
    expect(await facts('container', 'state', { container, events })).toMatchObject({
      killedAfterGrace: true,
      exitWords: 'it did not stop when asked to, and was killed (SIGKILL) 10 s later',
    });
  });

  it('gives an unhealthy one’s own words', async () => {
    const container = aContainer({
      health: { status: 'unhealthy', failingStreak: 4, log: ['curl: (7) Failed to connect\n'] },
    });
    expect(await facts('container', 'state', { container })).toMatchObject({
      health: 'unhealthy',
      healthStreak: 4,
      healthText: 'curl: (7) Failed to connect',
    });
  });

  it('has words for every exit status', () => {
    for (let code = 0; code <= 255; code += 1) expect(exitWords(code)).not.toBe('');
    expect(exitWords(135)).toContain('SIGBUS');
  });
});

describe('image-id', () => {
  const id = (letter: string): string => `sha256:${letter.repeat(64)}`;
  const image = anImage({ id: id('a'), digests: [`shop/payments@${id('d')}`] });

  it('without an expectation says only what runs, and whether the tag moved', async () => {
    expect(await facts('image-identity', 'image-id', { image })).toMatchObject({
      expected: '',
      tagMoved: false,
      shortId: 'aaaaaaaaaaaa',
    });
    const moved = {
      image: anImage({ id: id('a'), tags: [] }),
      images: { 'shop/payments:1.4': anImage({ id: id('b') }), [id('a')]: anImage({ id: id('a'), tags: [] }) },
    };
    expect(await facts('image-identity', 'image-id', moved)).toMatchObject({
      tagMoved: true,
      tagNow: 'bbbbbbbbbbbb',
      untagged: true,
    });
  });

  it.each([
    ['the same ID', id('a'), true, true],
    ['a short ID', 'aaaaaaaaaaaa', true, true],
    ['another ID', id('e'), true, false],
    ['its manifest digest', `shop/payments@${id('d')}`, true, true],
    ['its bare manifest digest', id('d'), true, true],
    ['another digest of its repository', `docker.io/shop/payments@${id('e')}`, true, false],
    ['a digest of another repository', `other/repo@${id('e')}`, false, false],
    ['its tag', 'shop/payments:1.4', true, true],
    ['another tag that is not here', 'shop/payments:1.5', true, false],
  ])('%s', async (_, expectImage, comparable, matchesExpected) => {
    const found = await facts('image-identity', 'image-id', { image }, { options: { expectImage } });
    expect(found).toMatchObject({ comparable, matchesExpected, expectedFrom: '--expect-image' });
  });

  it('never takes a manifest digest for a configuration’s where IDs are manifest digests', async () => {
    const found = await facts(
      'image-identity',
      'image-id',
      { image },
      { options: { expectImage: id('e') }, info: { containerdImageStore: true } },
    );
    expect(found).toMatchObject({ comparable: false, matchesExpected: false });
  });

  it('cannot compare a digest with an image that was built here', () => {
    const built = { id: id('a'), ref: 'app', tags: ['app:latest'], digests: [] };
    const expected = { text: `app@${id('d')}`, from: 'CI' };
    expect(compareImages(expected, built, { resolvedId: null, idsAreManifests: false })).toMatchObject({
      comparable: false,
    });
  });

  it('takes Swarm’s pinned digest as what was meant', async () => {
    const container = aContainer({
      imageRef: `shop/payments:1.4@${id('e')}`,
      labels: { 'com.docker.swarm.service.name': 'shop_payments' },
    });
    expect(await facts('image-identity', 'image-id', { container, image })).toMatchObject({
      expectedFrom: 'Swarm service shop_payments',
      comparable: true,
      matchesExpected: false,
    });
  });
});

describe('os-release', () => {
  it.each([
    ['alpine:3.9', 'alpine', '3.9.6', true, '2020-11-01'],
    ['alpine:3.20', 'alpine', '3.20.3', true, '2026-04-01'],
    ['debian:bullseye-slim', 'debian', '11', false, '2026-08-31'],
    ['debian:bookworm-slim', 'debian', '12', false, '2028-06-30'],
    ['debian:trixie-slim', 'debian', '13', false, '2030-06-30'],
  ])('%s', async (image, id, version, endOfLife, endOfLifeDate) => {
    const containerFiles = { '/etc/os-release': recorded('os-release', image) };
    expect(await facts('os-release', 'os-release', { containerFiles })).toMatchObject({
      found: true,
      id,
      version,
      endOfLife,
      endOfLifeDate,
    });
  });

  it('looks in /usr/lib, follows quotes, and does without', async () => {
    const distroless = { '/usr/lib/os-release': 'PRETTY_NAME=\'Distroless\'\nID="debian"\nVERSION_ID="12"\n' };
    expect(await facts('os-release', 'os-release', { containerFiles: distroless })).toMatchObject({
      found: true,
      name: 'Distroless',
      id: 'debian',
    });
    expect(await facts('os-release', 'os-release', { containerFiles: { '/x': '' } })).toMatchObject({
      found: false,
      endOfLife: false,
      endOfLifeText: '',
    });
  });

  it('knows rolling releases and does not guess unknown ones', async () => {
    const table = await endOfLifeTable();
    expect(endOfLifeOf(table, 'wolfi', '20230201')).toEqual({ kind: 'rolling' });
    expect(endOfLifeOf(table, 'alpine', '3.21_alpha20240923')).toEqual({ kind: 'unknown' });
    expect(endOfLifeOf(table, 'toString', '1')).toEqual({ kind: 'unknown' });
    expect(endOfLifeOf(await parseEndOfLife('releases: [broken'.slice(0, 9)), 'debian', '12')).toEqual({
      kind: 'unknown',
    });
  });

  it('gives the age of the base, and none for a date that is no date', async () => {
    const containerFiles = { '/etc/os-release': recorded('os-release', 'alpine:3.16') };
    const image = anImage({ createdAt: '2026-01-01T00:00:00Z' });
    expect(await facts('base-age', 'base-age', { containerFiles, image })).toMatchObject({
      name: 'Alpine Linux v3.16',
      endOfLife: true,
      ageDays: 151,
    });
    expect(
      await facts('base-age', 'base-age', { containerFiles, image: anImage({ createdAt: '1970-01-01T00:00:00Z' }) }),
    ).toMatchObject({ ageDays: 0, created: '' });
  });
});

describe('resolver-config', () => {
  const read = (
    resolv: string,
    more: Parameters<typeof facts>[3] & { nsswitch?: string; container?: FakeWorld['container'] } = {},
  ) =>
    facts(
      'resolver-config',
      'resolver-config',
      {
        containerFiles: {
          '/etc/resolv.conf': resolv,
          ...(more.nsswitch === undefined ? {} : { '/etc/nsswitch.conf': more.nsswitch }),
        },
        ...(more.container ? { container: more.container } : {}),
      },
      more,
    );
  const musl = { target: { libc: { family: 'musl', version: '1.2.5', because: '' } } } as const;
  const glibc = { target: { libc: { family: 'glibc', version: '2.36', because: '' } } } as const;

  it('reads what an orchestrator writes', async () => {
    const found = await read(
      'search shop.svc.cluster.test svc.cluster.test cluster.test\nnameserver 10.96.0.10\noptions ndots:5 timeout:2 rotate\n',
      musl,
    );
    expect(found).toMatchObject({
      nameservers: ['10.96.0.10'],
      searchCount: 3,
      ndots: 5,
      queriesPerName: 8,
      timeoutSeconds: 2,
      tries: 2,
      ignoredOptions: ['rotate'],
      sequential: false,
      nameserversText: 'nameserver 10.96.0.10',
      searchText: '; search shop.svc.cluster.test svc.cluster.test cluster.test, ndots 5',
    });
  });

  it('keeps three nameservers, and defaults', async () => {
    const found = await read(
      'nameserver 10.0.0.1\nnameserver 10.0.0.2\nnameserver fe80::1%eth0\nnameserver 10.0.0.4\n# nameserver 9.9.9.9\n',
      glibc,
    );
    expect(found).toMatchObject({
      nameservers: ['10.0.0.1', '10.0.0.2', 'fe80::1%eth0'],
      ignoredNameservers: ['10.0.0.4'],
      ndots: 1,
      timeoutSeconds: 5,
      tries: 2,
      searchText: '',
      sequential: true,
    });
    expect(await read('', glibc)).toMatchObject({ nameservers: [], nameserversText: 'no nameserver', present: true });
  });

  it('knows that musl passes over a long search line, and glibc does not', async () => {
    const conf = `nameserver 10.0.0.1\nsearch ${'a-long-domain.example '.repeat(20)}\n`;
    expect(await read(conf, musl)).toMatchObject({ searchIgnored: true, searchCount: 0 });
    expect(await read(conf, glibc)).toMatchObject({ searchIgnored: false, searchCount: 20 });
  });

  it('sees DNS left out of nsswitch.conf, where the libc obeys it', async () => {
    expect(
      await read('nameserver 10.0.0.1\n', { ...glibc, nsswitch: 'passwd: files\nhosts:   files  # dns\n' }),
    ).toMatchObject({ hostsWithoutDns: true, nsswitchHosts: 'files' });
    expect(await read('nameserver 10.0.0.1\n', { ...musl, nsswitch: 'hosts: files\n' })).toMatchObject({
      hostsWithoutDns: false,
    });
    expect(
      await read('nameserver 10.0.0.1\n', { ...glibc, nsswitch: recorded('nsswitch', 'debian:bookworm-slim') }),
    ).toMatchObject({ hostsWithoutDns: false, nsswitchHosts: 'files dns' });
  });

  it('reads the upstreams of Docker’s own resolver', async () => {
    const modern =
      "nameserver 127.0.0.11\noptions edns0 ndots:0\n\n# Based on host file: '/etc/resolv.conf' (internal resolver)\n# ExtServers: [host(127.0.0.53) 10.1.0.2]\n";
    expect(await read(modern, glibc)).toMatchObject({
      dockerResolver: true,
      upstreams: ['10.1.0.2'],
      hostUpstreams: ['127.0.0.53'],
      upstreamsKnown: true,
      askable: ['127.0.0.11', '10.1.0.2'],
      ndots: 0,
    });
    const old = 'nameserver 127.0.0.11\noptions ndots:0\n';
    expect(await read(old, glibc)).toMatchObject({ upstreamsKnown: false, upstreams: [] });
    expect(await read(old, { ...glibc, container: aContainer({ dns: ['10.9.9.9'] }) })).toMatchObject({
      upstreamsKnown: true,
      upstreams: ['10.9.9.9'],
    });
  });

  it('says that a container which never started has none yet', async () => {
    const reader = targetReaders['resolver-config'];
    const container = aContainer({ state: 'created', startedAt: null });
    const { engine } = fakeEngine({ container, image: anImage() });
    const { reading, facts: target } = await identifyTarget(engine, 'payments');
    expect(await reader?.read({ ...reading, target, subject: '', earlier: {}, timeoutMs: 1000 })).toMatchObject({
      kind: 'unseen',
    });
  });
});

describe('hosts-override', () => {
  const containerFiles = { '/etc/hosts': '127.0.0.1 localhost\n10.1.2.3\tAPI.partner.example api # by hand\n' };
  const earlier = {
    'dns-nameserver': [
      { subject: '10.0.0.1', facts: { answers: { 'api.partner.example': { addresses: ['203.0.113.9'] } } } },
    ],
  };

  it('finds the entry, and that DNS says something else', async () => {
    const found = await facts(
      'hosts-file',
      'hosts-override',
      { containerFiles },
      { subject: 'api.partner.example:443', earlier },
    );
    expect(found).toMatchObject({
      overridden: true,
      hostsAddresses: ['10.1.2.3'],
      dnsAddresses: ['203.0.113.9'],
      differsFromDns: true,
    });
  });

  it('concludes nothing where DNS was not asked, and finds nothing for other hosts', async () => {
    expect(
      await facts('hosts-file', 'hosts-override', { containerFiles }, { subject: 'api.partner.example:443' }),
    ).toMatchObject({ overridden: true, differsFromDns: false, dnsKnown: false });
    expect(
      await facts('hosts-file', 'hosts-override', { containerFiles }, { subject: 'partner.example:443', earlier }),
    ).toMatchObject({ overridden: false });
  });
});

describe('proxy-config', () => {
  it('reads both cases, and never a credential', async () => {
    const container = aContainer({
      env: [
        'http_proxy=http://bob:hunter2@proxy.example:3128',
        'HTTP_PROXY=http://other.example:3128',
        'HTTPS_PROXY=http://bob:hunter2@proxy.example:3128',
        'NO_PROXY=.internal',
        'API_URL=https://api.example',
        'TZ=Europe/Berlin',
        'SSL_CERT_FILE=/etc/x.pem',
        'DB_PASSWORD=hunter2',
      ],
    });
    const found = await facts('environment', 'proxy-config', { container });
    expect(found).toMatchObject({
      proxySet: true,
      proxyConflict: true,
      noProxy: '.internal',
      zone: 'Europe/Berlin',
      trustVariables: ['SSL_CERT_FILE=/etc/x.pem'],
      viaProxy: ['api.example:443'],
      clientsDiffer: ['api.example:443'],
    });
    expect(found.clientsText).toMatch(/^api\.example:443: by the proxy curl, .*; directly .*busybox-wget/);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it('without any', async () => {
    expect(await facts('environment', 'proxy-config', {})).toMatchObject({
      proxySet: false,
      proxyConflict: false,
      proxyText: '',
    });
  });
});

describe('what-changed', () => {
  const id = (letter: string): string => `sha256:${letter.repeat(64)}`;
  it('finds the image before, by the engine’s record', async () => {
    const container = aContainer({
      createdAt: '2026-06-01T09:00:00Z',
      startedAt: '2026-06-01T09:00:01Z',
      restartCount: 2,
    });
    const gone = {
      at: '2026-06-01T08:59:50Z',
      action: 'die',
      kind: 'container',
      id: 'o'.repeat(64),
      attributes: { name: 'payments', image: 'shop/payments:1.3' },
    };
    const imageList = [
      {
        id: id('a'),
        tags: ['shop/payments:1.4'],
        digests: [],
        createdAt: '2026-05-30T00:00:00Z',
        sizeBytes: 1,
        labels: {},
      },
      {
        id: id('b'),
        tags: ['shop/payments:1.3'],
        digests: [],
        createdAt: '2026-05-01T00:00:00Z',
        sizeBytes: 1,
        labels: {},
      },
      {
        id: id('c'),
        tags: ['other/thing:1'],
        digests: [],
        createdAt: '2026-05-01T00:00:00Z',
        sizeBytes: 1,
        labels: {},
      },
    ];
    const changes = [
      { path: '/etc/nsswitch.conf', kind: 'modified' as const },
      { path: '/tmp/x', kind: 'added' as const },
    ];
    const images = { [id('b')]: anImage({ id: id('b'), layers: ['sha256:other', 'sha256:app'] }) };
    expect(
      await facts('what-changed', 'what-changed', { container, events: [gone], imageList, images, changes }),
    ).toMatchObject({
      imageDiffersFromPrevious: true,
      previousImage: 'shop/payments:1.3',
      previousUntil: '2026-06-01 08:59 UTC',
      recentlyCreated: true,
      createdAt: '2026-06-01 09:00 UTC',
      restartsText: ', restarted 2 times',
      newestOtherImage: id('b'),
      otherImages: ['bbbbbbbbbbbb shop/payments:1.3 2026-05-01'],
      rollback: 'bbbbbbbbbbbb (shop/payments:1.3, made 2026-05-01)',
      baseDiffers: true,
      changedFiles: 2,
      changedNotable: ['/etc/nsswitch.conf'],
      resolverFilesChanged: true,
    });
  });

  it('compares siblings of the same service', async () => {
    const labels = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'payments' };
    const sibling = {
      id: 's',
      name: 'shop-payments-2',
      imageRef: 'shop/payments:1.3',
      imageId: id('b'),
      state: 'running' as const,
      status: 'Up',
      health: null,
      createdAt: '2026-01-01T00:00:00Z',
      labels,
    };
    const stranger = { ...sibling, id: 't', name: 'payments-3', labels: {} };
    expect(
      await facts('what-changed', 'what-changed', {
        container: aContainer({ labels }),
        containers: [sibling, stranger],
      }),
    ).toMatchObject({
      siblings: 1,
      siblingsOnOtherImage: ['shop-payments-2 (shop/payments:1.3)'],
      imageDiffersFromPrevious: false,
      recentlyCreated: false,
    });
  });
});

describe('entrypoint', () => {
  const start = (files: FakeWorld['containerFiles'], more: Partial<Parameters<typeof aContainer>[0]> = {}, logs = '') =>
    facts('entrypoint', 'entrypoint', {
      container: aContainer({ state: 'exited', exitCode: 1, ...more }),
      containerFiles: files,
      logs,
    });

  it('of a working one', async () => {
    const found = await start(
      { ...debian, '/app/server': '#!/usr/bin/env node\n' },
      { state: 'running', exitCode: null },
    );
    expect(found).toMatchObject({
      problem: '',
      kind: 'elf',
      binary: '/usr/bin/node',
      chainText: ' → /usr/bin/env → /usr/bin/node',
      loader: GLIBC_LOADER,
      loaderExists: true,
      user: 'root (0:0)',
    });
  });

  it('shows a command line without its secrets', async () => {
    const command = [
      '/app/server',
      '--token',
      'hunter2',
      '--db=postgres://app:hunter2@db/x',
      '--password=hunter2',
      '--port=80',
    ];
    const found = await start({ ...debian, '/app/server': program(GLIBC_LOADER) }, { command });
    expect(found.commandLine).toBe('/app/server --token *** --db=postgres://***@db/x --password=*** --port=80');
  });

  it('is about the script where its interpreter is missing', async () => {
    const found = await start({ ...alpine, '/app/server': '#!/usr/bin/env -S bash -e\necho\r\n' });
    expect(found).toMatchObject({
      problem: 'missing-interpreter',
      kind: 'script',
      path: '/app/server',
      scriptPath: '/app/server',
      interpreter: 'bash',
      interpreterExists: false,
      crlf: false,
      crlfBody: true,
      envSplit: true,
    });
  });

  it('says which libc the image has where the loader is another’s', async () => {
    expect(await start({ ...alpine, '/app/server': program(GLIBC_LOADER) })).toMatchObject({
      problem: 'libc-mismatch',
      kind: 'elf',
      path: '/app/server',
      loader: GLIBC_LOADER,
      loaderExists: false,
      loaderFamily: 'glibc',
      imageLibcFamily: 'musl',
      libcMismatch: true,
      architectureMatches: true,
    });
    expect(await start({ '/app/server': program(GLIBC_LOADER) })).toMatchObject({
      problem: 'libc-mismatch',
      imageLibcFamily: 'none',
    });
  });

  it('takes a runtime that is not there for what it is', async () => {
    expect(await start(debian, { command: ['python3', 'app.py'] })).toMatchObject({
      kind: 'missing',
      isRuntime: true,
      missingText: ' in PATH (/usr/local/bin:/usr/bin:/bin)',
    });
    expect(await start(debian, { command: ['./node'] })).toMatchObject({ kind: 'missing', isRuntime: false });
  });

  it('believes what it read out of a script only when the start failed so', async () => {
    const files = { ...debian, '/usr/bin/cp': program(GLIBC_LOADER) };
    const container = { command: ['/bin/sh', '-c', 'cp /x /run/app && exec /run/app'], tmpfs: { '/run': '' } };
    expect(await start(files, container, '/bin/sh: 1: exec: /run/app: Permission denied\n')).toMatchObject({
      problem: 'noexec-mount',
      noexec: true,
      certain: false,
      startError: 'permission',
    });
    expect(await start(files, container, 'cp: cannot stat /x\n')).toMatchObject({ problem: '' });
  });

  it('suspects a mount’s options where nothing else explains the refusal', async () => {
    const mounts = [{ type: 'volume', source: 'plugins', destination: '/plugins', readOnly: false, options: 'z' }];
    const error = 'exec /plugins/server: permission denied\n';
    const found = await start(
      { ...debian, '/plugins/server': program(GLIBC_LOADER) },
      { command: ['/plugins/server'], mounts },
      error,
    );
    expect(found).toMatchObject({ problem: 'noexec-mount', executable: true, noexec: true, mount: '/plugins' });
    const closed = {
      ...debian,
      '/plugins': { directory: true as const, mode: 0o700 },
      '/plugins/server': program(GLIBC_LOADER),
    };
    expect(await start(closed, { command: ['/plugins/server'], mounts, user: '1000' }, error)).toMatchObject({
      noexec: false,
      executable: false,
      closedDirectories: ['/plugins'],
    });
  });

  it('says nothing against a start that works, emulated or not', async () => {
    const found = await start(
      { ...debian, '/app/server': program(undefined, 183) },
      { state: 'running', exitCode: null },
    );
    expect(found).toMatchObject({ problem: '', architecture: 'arm64', emulated: true, architectureMatches: true });
  });
});

describe('binary-linkage', () => {
  it('counts what is needed, and knows static programs', async () => {
    const container = aContainer();
    expect(
      await facts('binary-linkage', 'binary-linkage', {
        container,
        containerFiles: { ...debian, '/app/server': program(GLIBC_LOADER) },
      }),
    ).toMatchObject({
      kind: 'dynamic',
      path: '/app/server',
      loader: GLIBC_LOADER,
      loaderExists: true,
      neededCount: 1,
      goText: '',
    });
    expect(
      await facts('binary-linkage', 'binary-linkage', { container, containerFiles: { '/app/server': program() } }),
    ).toMatchObject({ kind: 'static', loader: '' });
    expect(await facts('binary-linkage', 'binary-linkage', { container, containerFiles: { '/x': '' } })).toMatchObject({
      kind: 'none',
    });
  });
});

describe('identifyTarget', () => {
  it('tells all of it in one pass, and no secret', async () => {
    const container = aContainer({
      env: [
        'PATH=/usr/bin',
        'API_URL=https://k:hunter2@api.partner.example/v1',
        'DB_PASSWORD=hunter2',
        'HTTPS_PROXY=http://u:hunter2@proxy:3128',
      ],
      user: 'app',
    });
    const world = {
      container,
      image: anImage(),
      containerFiles: {
        ...debian,
        '/app/server': program(GLIBC_LOADER),
        '/app/config.yaml': 'cache: redis://:hunter2@cache:6379/0\n',
      },
      logs: 'Error: getaddrinfo ENOTFOUND ledger.partner.example\n',
    };
    const seen: string[] = [];
    const { engine, made } = fakeEngine(world);
    const found = await identifyTarget(engine, 'payments', {
      endpoints: ['status.example'],
      onProgress: (what) => seen.push(what),
    });
    expect(found.facts).toMatchObject({
      kind: 'container',
      name: 'payments',
      running: true,
      binary: '/app/server',
      user: 'app',
      libc: { family: 'glibc', version: '2.36' },
      os: { id: 'debian', version: '12' },
    });
    expect(found.facts.endpoints.map((one) => [one.host, one.port, one.source])).toEqual([
      ['status.example', 443, 'option'],
      ['api.partner.example', 443, 'used'],
      ['cache', 6379, 'used'],
      ['ledger.partner.example', 443, 'logged'],
    ]);
    expect(found.environment.map((one) => one.name)).toEqual(['PATH', 'HTTPS_PROXY']);
    expect(JSON.stringify([found.facts, found.environment, found.endpoints])).not.toContain('hunter2');
    expect(found.missing).toEqual([]);
    expect(seen).toContain('entrypoint and libc');
    expect(made).toEqual([]);
  });

  it('finds among the processes what a script hides', async () => {
    const container = aContainer({ command: ['/app/start.sh'] });
    const containerFiles = {
      ...debian,
      '/app/start.sh': '#!/bin/sh\nwhile true; do $SERVER; done\n',
      '/opt/server': program(),
    };
    const processes = [
      { pid: 1234, user: 'root', command: '/bin/sh /app/start.sh' },
      { pid: 1300, user: 'root', command: '/opt/server --port 80' },
      { pid: 1400, user: 'root', command: 'sleep 5' },
    ];
    const { engine } = fakeEngine({ container, image: anImage(), containerFiles, processes });
    const { facts: target } = await identifyTarget(engine, 'payments');
    expect(target).toMatchObject({ binary: '/opt/server', libc: { family: 'static' } });
  });

  it('works on what is left when an image was removed under its container', async () => {
    const { engine } = fakeEngine({
      container: aContainer(),
      containerFiles: { ...debian, '/app/server': program(GLIBC_LOADER) },
    });
    const found = await identifyTarget(engine, 'payments');
    expect(found.facts).toMatchObject({ binary: '/app/server', image: { architecture: 'amd64' } });
    expect(found.missing).toMatchObject([{ what: 'image' }]);
  });

  it('claims nothing of files that it may not read', async () => {
    const image = anImage();
    const { engine } = fakeEngine({ image, imageFiles: alpine });
    const found = await identifyTarget(engine, 'image:shop/payments:1.4', { mayCreate: () => false });
    expect(found.facts.libc).toMatchObject({ family: 'unknown', because: expect.stringContaining('not allowed') });
    expect(found.missing).toMatchObject([{ what: 'files', reason: expect.stringContaining('not allowed') }]);
    for (const source of ['libc', 'os-release']) {
      const context = { ...found.reading, target: found.facts, subject: '', earlier: {}, timeoutMs: 1000 };
      expect(await targetReaders[source]?.read(context)).toMatchObject({ kind: 'unseen' });
    }
    const entry = await targetReaders.entrypoint?.read({
      ...found.reading,
      target: found.facts,
      subject: '',
      earlier: {},
      timeoutMs: 1000,
    });
    expect(entry?.evidence[0]?.data).toMatchObject({ failing: -1, imageLibcFamily: 'unknown' });
  });

  it('says in one line that there is no such image', async () => {
    const { engine } = fakeEngine({});
    await expect(identifyTarget(engine, 'image:nope:1')).rejects.toMatchObject({
      exitStatus: 4,
      message: expect.stringContaining('there is no image "nope:1"'),
    });
  });
});
