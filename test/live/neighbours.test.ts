import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectEngine } from '../../src/engine/connect.ts';
import { neighbours as extractor } from '../../src/extract/neighbours.ts';
import type { Facts } from '../../src/session/evidence.ts';
import { identifyTarget } from '../../src/target/identify.ts';
import { neighbours } from '../../src/target/readers/neighbours.ts';
import { type Bench, openBench } from '../lab/containers.ts';
import { labEngine } from '../lab/engine.ts';
import { imageRef } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import type { Target } from '../lab/target.ts';
import { ownHome, walkdown } from './program.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

/** What the step sees of the containers around one, by the engine alone. */
async function around(target: Target): Promise<Facts> {
  const engine = await connectEngine({ host: (await labEngine()).host });
  try {
    const found = await identifyTarget(engine, target.name);
    const seen = await neighbours.read({
      ...found.reading,
      target: found.facts,
      subject: '',
      earlier: {},
      timeoutMs: 10_000,
    });
    await found.reading.files.close();
    if (seen.kind !== 'seen') throw new Error(seen.reason);
    const context = { target: found.facts, subject: '', earlier: {}, limits: {}, now: new Date().toISOString() };
    return extractor.extract(seen.evidence, context);
  } finally {
    await engine.close();
  }
}

/** Of a list of names, those that this test made: others are on the same engine. */
function ours(list: unknown, made: Readonly<Record<string, Target>>): string[] {
  const names = Array.isArray(list) ? list : [];
  return Object.entries(made)
    .filter(([, target]) => names.includes(target.name))
    .map(([name]) => name)
    .sort();
}

describeLive('siblings and neighbours', () => {
  it('are told by what they share, and none of them is touched', async () => {
    const image = imageRef('debian-ca:bookworm');
    const network = await bench.network();
    const web = (number: number): Record<string, string> => ({
      'com.docker.compose.project': 'shop',
      'com.docker.compose.service': 'web',
      'com.docker.compose.container-number': String(number),
    });
    const cmd = ['sleep', '600'];
    const volume = `wd-${bench.run}-data`;
    await bench.docker.createVolume({ Name: volume, Labels: { 'io.walkdown.test': bench.run } });
    bench.onClose(() => bench.docker.getVolume(volume).remove());
    const env = { HTTPS_PROXY: 'http://user:hunter2@proxy.test:3128' };
    const host = { Mounts: [{ Type: 'volume' as const, Source: volume, Target: '/data' }] };
    const derived = await bench.image({ name: 'shop/worker:1', from: image, files: { '/worker': { content: 'x' } } });
    const target = await bench.container({ image, name: 'web-1', cmd, network, env, host, labels: web(1) });
    const made = {
      twin: await bench.container({ image, name: 'web-2', cmd, network, env, labels: web(2) }),
      worker: await bench.container({ image: derived, name: 'worker', cmd, network, host }),
      patched: await bench.container({
        image,
        name: 'patched',
        cmd,
        files: { '/etc/ssl/certs/ca-certificates.crt': { content: 'another bundle' } },
      }),
      other: await bench.container({ image: imageRef('alpine-like:1'), name: 'other', cmd, env }),
      unborn: await bench.container({ image, name: 'unborn', cmd, network, start: false }),
    };
    const before = await Promise.all(Object.values(made).map((one) => one.snapshot()));
    const facts = await around(target);
    expect(await Promise.all(Object.values(made).map((one) => one.snapshot()))).toEqual(before);
    expect(ours(facts.sameImage, made)).toEqual(['patched', 'twin', 'unborn']);
    expect(ours(facts.sameProgram, made)).toEqual(['patched', 'twin', 'unborn']);
    // The lab's musl image has Debian's very bundle.
    expect(ours(facts.sameBundle, made)).toEqual(['other', 'twin', 'worker']);
    expect(ours(facts.sameNetwork, made)).toEqual(['twin', 'worker']);
    expect(ours(facts.sameResolver, made)).toEqual(['twin', 'worker']);
    expect(ours(facts.sameProxy, made)).toEqual(['other', 'twin']);
    expect(ours(facts.sameVolume, made)).toEqual(['worker']);
    expect(facts.volumes).toMatchObject({ '/data': [made.worker.name] });
    expect(facts).toMatchObject({ service: 'compose shop/web', siblings: 1, sibling: made.twin.name });
    expect(facts.compare).toContain(`${target.name} ${made.twin.name}`);
    expect(facts.looked).toBeGreaterThan(4);
    expect(JSON.stringify(facts)).not.toContain('hunter2');
  });

  it('say in the report whom else a cause may reach', async () => {
    const image = imageRef('alpine-like:1');
    const cmd = ['sleep', '600'];
    const target = await bench.container({ image, name: 'late', cmd, env: { TZ: 'America/New_York' } });
    const twin = await bench.container({ image, name: 'later', cmd, env: { TZ: 'America/New_York' } });
    const other = await bench.container({ image: imageRef('debian:bookworm'), name: 'fine', cmd });
    const own = ownHome();
    const ran = await walkdown(['run', target.name, '--format', 'json'], own.home);
    expect(ran.stderr).toBe('');
    const report = JSON.parse(ran.stdout);
    const cause = report.rootCauses.find(({ id }: { id: string }) => id === 'timezone-data-missing');
    expect(cause.blastRadius.because).toBe('same image');
    expect(cause.blastRadius.containers).toContain(twin.name);
    expect(cause.blastRadius.containers).not.toContain(other.name);
    expect(cause.blastRadius.checked).toBeGreaterThan(1);
    const text = await walkdown(['notes', report.session.id], own.home);
    expect(text.stdout).toMatch(/May also affect[^\n]*\(same image\)/);
    expect(text.stdout).toContain(twin.name);
    own.remove();
  }, 120_000);
});
