import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Bench, openBench } from '../lab/containers.ts';
import { imageRef, muslImage } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import { commandOf, got, openDebug } from './debug-bench.ts';

describeLive('debug views at the network tier', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('looks a name up with the target’s own image, and from a matched sidecar', async () => {
    const network = await bench.network();
    const server = await bench.container({
      image: imageRef('debian:bookworm'),
      name: 'db',
      network,
      cmd: ['sleep', '600'],
    });
    const target = await bench.container({ image: await muslImage(bench.docker), network, cmd: ['sleep', '600'] });
    const debug = await openDebug(bench, target);
    const own = got(
      await debug.views.run(commandOf(['getent', 'ahosts', server.name], { view: 'target', matched: true })),
    );
    expect(own.evidence.stdout).toContain('STREAM');
    expect(own.evidence.exitCode).toBe(0);
    expect(own.libcMatched).toBe(true);
    expect(own.startCostMs).toBeGreaterThan(0);
    const sidecar = got(await debug.views.run(commandOf(['getent', 'ahosts', server.name], { matched: true })));
    expect(sidecar.evidence.stdout).toContain('STREAM');
    expect(sidecar.libcMatched).toBe(true);
    expect(sidecar.evidence.byHand).toContain(`--network container:${target.name}`);
    const { left, before, after } = await debug.close();
    expect(left).toEqual([]);
    expect(after).toEqual(before);
  });
});
