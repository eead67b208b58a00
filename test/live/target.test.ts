import { afterEach, expect, it } from 'vitest';
import { connectEngine } from '../../src/engine/connect.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { identityExtractors } from '../../src/extract/identity-extractors.ts';
import type { Facts } from '../../src/session/evidence.ts';
import { type Identified, identifyTarget } from '../../src/target/identify.ts';
import { targetReaders } from '../../src/target/readers/registry.ts';
import { setUp } from '../gym/set-up.ts';
import { labEngine } from '../lab/engine.ts';
import { imageRef } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import { type Standing, stand } from '../lab/scenario.ts';
import { oursLeft } from '../lab/target.ts';

let standing: Standing | undefined;
let engine: Engine | undefined;
let found: Identified | undefined;

afterEach(async () => {
  await found?.reading.files.close();
  await engine?.close();
  await standing?.cleanup();
  standing = undefined;
  found = undefined;
});

const session = `target-test-${process.pid}`;

async function openEngine(): Promise<Engine> {
  const { host } = await labEngine();
  engine = await connectEngine({
    host,
    labels: { session, operator: 'tester', incident: null, target: null, lifeSeconds: 120 },
  });
  return engine;
}

async function identify(ref: string, options: Parameters<typeof identifyTarget>[2] = {}): Promise<Identified> {
  found = await identifyTarget(await openEngine(), ref, options);
  return found;
}

/** The facts of one reader's evidence by one extractor. */
async function factsOf(target: Identified, source: string, extractor: string, subject = ''): Promise<Facts> {
  const observation = await targetReaders[source]?.read({
    ...target.reading,
    target: target.facts,
    subject,
    earlier: {},
    timeoutMs: 5000,
  });
  if (observation?.kind !== 'seen') throw new Error(JSON.stringify(observation));
  const extract = identityExtractors.find((one) => one.id === extractor);
  const context = { target: target.facts, subject, earlier: {}, limits: {}, now: new Date().toISOString() };
  return extract?.extract(observation.evidence, context) ?? {};
}

const startFailures: [string, string, Facts][] = [
  [
    'libc-mismatch',
    'libc-mismatch',
    { kind: 'elf', loaderExists: false, loaderFamily: 'glibc', imageLibcFamily: 'musl', libcMismatch: true },
  ],
  [
    'missing-interpreter',
    'missing-interpreter',
    { kind: 'script', interpreter: '/bin/bash', interpreterExists: false, crlf: false },
  ],
  ['crlf-shebang', 'crlf-shebang', { kind: 'script', interpreter: '/bin/sh', crlf: true }],
  ['not-executable', 'not-executable', { kind: 'elf', executable: false, mode: '0644' }],
  ['missing-entrypoint', 'missing-entrypoint', { kind: 'missing', hiddenByMount: false, isRuntime: false }],
  ['wrong-architecture', 'wrong-architecture', { kind: 'elf', architecture: 'arm64', architectureMatches: false }],
  ['wrong-workdir', 'wrong-workdir', { workdir: '/srv', workdirExists: true, relativeElsewhere: '/app/server' }],
  ['noexec-mount', 'noexec-mount', { noexec: true, startError: 'permission' }],
];

describeLive('what a target is', () => {
  it.each(startFailures)('names why it does not start: %s', async (name, problem, facts) => {
    standing = await stand(setUp(name));
    const before = await standing.target.snapshot();
    const target = await identify(standing.name);
    expect(await factsOf(target, 'entrypoint', 'entrypoint')).toMatchObject({ problem, ...facts });
    await target.reading.files.close();
    expect(await standing.target.snapshot()).toEqual(before);
    expect(await oursLeft(standing.bench.docker, session)).toEqual([]);
  });

  it.each<[string, Facts]>([
    ['musl-service', { family: 'musl', binary: '/app/server' }],
    ['locked-down-glibc', { family: 'glibc', version: '2.36', binary: '/app/server' }],
    ['distroless', { family: 'glibc', version: '2.36', imageFamily: 'glibc' }],
    ['static-scratch', { family: 'static', imageFamily: 'none' }],
  ])('knows a healthy one, and finds nothing wrong with its start: %s', async (name, libc) => {
    standing = await stand(setUp(name));
    const before = await standing.target.snapshot();
    const target = await identify(standing.name);
    expect(target.durationMs).toBeLessThan(10_000);
    expect(target.missing).toEqual([]);
    expect(await factsOf(target, 'libc', 'libc')).toMatchObject(libc);
    expect(await factsOf(target, 'entrypoint', 'entrypoint')).toMatchObject({
      problem: '',
      kind: 'elf',
      startError: '',
    });
    expect(await factsOf(target, 'container', 'state')).toMatchObject({
      state: 'running',
      oomProven: false,
      error: '',
    });
    expect(target.facts.endpoints).toMatchObject([{ host: 'api.partner.test', source: 'used' }]);
    expect(await standing.target.snapshot()).toEqual(before);
    // A running container is read itself: nothing of ours was made.
    expect(await oursLeft(standing.bench.docker, session)).toEqual([]);
  });

  it('proves an OOM kill by the engine’s record', async () => {
    standing = await stand(setUp('oom-killed'));
    const target = await identify(standing.name);
    const facts = await factsOf(target, 'container', 'state');
    expect(facts).toMatchObject({ state: 'exited', exitCode: 137, oomProven: true, memoryLimitText: '32 MiB' });
    expect(facts.oomProof).toMatch(/^OOM event at \d\d:\d\d:\d\d UTC, the end \d+ s later/);
  });

  it('compares with what was expected, and sees that the tag moved', async () => {
    standing = await stand(setUp('deployment-drift'));
    const target = await identify(standing.name, { expectImage: standing.args[1] ?? '' });
    const facts = await factsOf(target, 'image-identity', 'image-id');
    expect(facts).toMatchObject({
      comparable: true,
      matchesExpected: false,
      expectedFrom: '--expect-image',
      tagMoved: true,
    });
    expect(standing.args[1]).toContain(String(facts.tagNow));
    const same = await identify(standing.name, { expectImage: target.facts.image.id });
    expect(await factsOf(same, 'image-identity', 'image-id')).toMatchObject({
      comparable: true,
      matchesExpected: true,
    });
  });

  it('reads resolver, hosts file and environment as the container has them', async () => {
    standing = await stand(setUp('dns-hosts-override'));
    const target = await identify(standing.name);
    const host = target.facts.endpoints[0]?.host ?? '';
    expect(await factsOf(target, 'hosts-file', 'hosts-override', `${host}:443`)).toMatchObject({
      overridden: true,
      byOption: expect.any(Boolean),
    });
    const resolver = await factsOf(target, 'resolver-config', 'resolver-config');
    expect(resolver.nameservers).not.toEqual([]);
    expect(await factsOf(target, 'environment', 'proxy-config')).toMatchObject({
      proxySet: false,
      proxyConflict: false,
    });
    expect(await factsOf(target, 'what-changed', 'what-changed')).toMatchObject({
      recentlyCreated: true,
      restartCount: 0,
    });
  });

  it('knows images, by a container of ours that never starts and is removed', async () => {
    const { docker } = await labEngine();
    const debian = await identify(`image:${imageRef('debian:bullseye')}`);
    expect(debian.facts).toMatchObject({
      kind: 'image',
      state: 'image',
      running: false,
      os: { id: 'debian', version: '11' },
      libc: { family: 'glibc', version: '2.31' },
    });
    expect(await oursLeft(docker, session)).not.toEqual([]);
    await debian.reading.files.close();
    expect(await oursLeft(docker, session)).toEqual([]);
    const trixie = await identify(`image:${imageRef('debian:trixie')}`);
    expect(trixie.facts).toMatchObject({ os: { version: '13' }, libc: { family: 'glibc', version: '2.41' } });
    expect(await factsOf(trixie, 'os-release', 'os-release')).toMatchObject({
      found: true,
      endOfLife: false,
      endOfLifeDate: '2030-06-30',
    });
    await trixie.reading.files.close();
    const scratch = await identify(`image:${imageRef('scratch:1')}`);
    expect(scratch.facts.libc.family).toBe('static');
    expect(await factsOf(scratch, 'os-release', 'os-release')).toMatchObject({ found: false });
    expect(await factsOf(scratch, 'binary-linkage', 'binary-linkage')).toMatchObject({
      kind: 'static',
      neededCount: 0,
    });
  });

  it('says in one line that a target is not there', async () => {
    await expect(identify('image:walkdown-lab/no-such-image:9')).rejects.toThrow(
      /^there is no image "walkdown-lab\/no-such-image:9"/,
    );
    await expect(identify('no-such-container-here')).rejects.toMatchObject({ exitStatus: 4 });
  });
});
