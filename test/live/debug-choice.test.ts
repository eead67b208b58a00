import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { wantedTier } from '../../src/debug/tier-rules.ts';
import type { Unavailable } from '../../src/engine/engine.ts';
import { type Bench, openBench } from '../lab/containers.ts';
import { imageRef, muslImage } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import { commandOf, type DebugBench, got, openDebug } from './debug-bench.ts';

const lookUp = commandOf(['getent', 'ahosts', '127.0.0.1'], { matched: true });

/** The sidecar's image and why it was chosen. */
function sidecarOf(debug: DebugBench) {
  const notice = debug.notices.find((one) => one.kind === 'made' && one.role === 'sidecar');
  return { ref: notice?.image.ref, matched: notice?.libcMatched, because: notice?.chosenBecause };
}

describeLive('choosing a debug image', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const service = (name: string, labels: Record<string, string> = {}) =>
    bench.image({ name, from: imageRef('debian:bookworm'), labels: { ...labels, its: name }, cmd: ['sleep', '600'] });

  it('takes the label’s, the team’s rule’s, the sibling tag’s, then one on the engine, each only where it matches', async () => {
    const tools = await service('tools:7');
    const labelled = await service('api:1', { 'io.walkdown.debug-image': tools });
    const sibling = await service('api:1-debug');
    const wrong = await bench.image({ name: 'api:2-debug', from: await muslImage(bench.docker) });
    const plain = await service('api:2');
    // An engine may have toolkits, which come before what else is on it.
    const toolkit = (ref: string): RegExp => new RegExp(`^${ref}$|^walkdown-toolkit:glibc`);
    const cases = [
      { image: labelled, config: {}, chosen: new RegExp(tools), because: /the label io\.walkdown\.debug-image/ },
      { image: sibling, config: { rules: [tools] }, chosen: new RegExp(tools), because: /the team’s rule/ },
      {
        image: plain,
        config: { rules: ['{repository}:{tag}-debug'], patterns: [] },
        chosen: toolkit(plain),
        because: new RegExp(`${wrong} was passed over: it has musl`),
      },
      {
        image: plain,
        config: { patterns: ['debian:trixie'] },
        chosen: toolkit(imageRef('debian:trixie')),
        because: /on this engine|our toolkit/,
      },
    ];
    for (const { image, config, chosen, because } of cases) {
      const target = await bench.container({ image, name: `t${Math.random().toString(36).slice(2, 8)}` });
      const debug = await openDebug(bench, target, { config });
      got(await debug.views.run(lookUp));
      expect(sidecarOf(debug).ref).toMatch(chosen);
      expect(sidecarOf(debug).matched).toBe(true);
      expect(sidecarOf(debug).because).toMatch(because);
      expect((await debug.close()).left).toEqual([]);
    }
  }, 180_000);

  it('takes the sibling tag where nobody named another', async () => {
    const image = await service('api:3');
    const sibling = await service('api:3-debug');
    const target = await bench.container({ image });
    const debug = await openDebug(bench, target);
    got(await debug.views.run(lookUp));
    expect(sidecarOf(debug)).toMatchObject({ ref: sibling, matched: true });
    await debug.close();
  });

  it('uses what a person asked for, and gives nothing of it as evidence where it does not match', async () => {
    const target = await bench.container({ image: await muslImage(bench.docker), cmd: ['sleep', '600'] });
    const debug = await openDebug(bench, target, { config: { askedFor: imageRef('debian:bookworm') } });
    const answer = (await debug.views.run(lookUp)) as Unavailable;
    expect(answer).toMatchObject({ ok: false, kind: 'missing' });
    expect(answer.reason).toContain('it has glibc 2.36, the target musl');
    expect(answer.toCheckIt).toContain('walkdown toolkit build');
    expect(got(await debug.views.run(commandOf(['cat', '/proc/net/dev']))).evidence.stdout).toContain('lo:');
    expect(sidecarOf(debug)).toMatchObject({ ref: imageRef('debian:bookworm'), matched: false });
    await debug.close();
  });

  it('plans without making anything, and knows better the second time', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'walkdown-state-'));
    try {
      const target = await bench.container({ image: imageRef('distroless:1') });
      const config = { askedFor: imageRef('debian:bookworm') };
      const first = await openDebug(bench, target, { stateDir, config });
      const plan = await first.views.plan(['image', 'network', 'process']);
      expect(first.notices).toEqual([]);
      const row = plan.containers.find((one) => one.role === 'sidecar' && one.tier === 'network');
      expect(row).toMatchObject({ imageRef: imageRef('debian:bookworm'), libcMatched: null, namespaces: ['network'] });
      got(await first.views.run(lookUp));
      await first.close();
      expect(readFileSync(join(stateDir, 'cache', 'images.json'), 'utf8')).toContain('getent');
      const second = await openDebug(bench, target, { stateDir, config });
      const again = await second.views.plan(['network']);
      expect(again.containers[0]).toMatchObject({ libcMatched: true });
      await second.close();
    } finally {
      rmSync(stateDir, { recursive: true, force: true });
    }
  });

  it('asks for more before it touches the host’s network', async () => {
    const target = await bench.container({
      image: imageRef('debian:bookworm'),
      cmd: ['sleep', '600'],
      host: { NetworkMode: 'host' },
    });
    const debug = await openDebug(bench, target);
    const answer = (await debug.views.run(commandOf(['cat', '/proc/net/dev']))) as Unavailable;
    expect(answer).toMatchObject({ ok: false, kind: 'refused' });
    expect(wantedTier(answer)).toBe('ptrace');
    expect(await debug.views.dialler()).toMatchObject({ ok: false, kind: 'refused' });
    debug.allowed.add('ptrace');
    expect(got(await debug.views.run(commandOf(['cat', '/proc/net/dev']))).evidence.exitCode).toBe(0);
    expect((await debug.close()).left).toEqual([]);
  });

  it('joins the network that its target joined', async () => {
    const network = await bench.network();
    const first = await bench.container({
      image: imageRef('debian:bookworm'),
      name: 'first',
      network,
      cmd: ['sleep', '600'],
    });
    const target = await bench.container({
      image: imageRef('debian:bookworm'),
      name: 'second',
      cmd: ['sleep', '600'],
      host: { NetworkMode: `container:${first.id}` },
    });
    const debug = await openDebug(bench, target);
    expect(got(await debug.views.run(commandOf(['cat', '/proc/net/route']))).evidence.stdout).toContain('eth0');
    await debug.close();
  });
});
