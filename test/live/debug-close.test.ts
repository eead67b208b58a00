import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Bench, openBench } from '../lab/containers.ts';
import { imageRef } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import type { Target } from '../lab/target.ts';
import { oursLeft } from '../lab/target.ts';
import { until } from '../lab/wait.ts';
import { commandOf, got, openDebug } from './debug-bench.ts';

describeLive('the end of a session', () => {
  let bench: Bench;
  let target: Target;
  beforeEach(async () => {
    bench = await openBench();
    target = await bench.container({ image: imageRef('debian:bookworm'), user: '1000:1000', cmd: ['sleep', '600'] });
  });
  afterEach(() => bench.close());

  for (const delayMs of [0, 50, 150, 400, 900]) {
    it(`leaves nothing behind ${delayMs} ms after its steps began`, async () => {
      const allow = ['engine', 'image', 'network', 'process', 'capture', 'clone'] as const;
      const debug = await openDebug(bench, target, { allow });
      const steps = [
        debug.views.run(commandOf(['sleep', '30'])),
        debug.views.run(commandOf(['sleep', '30'], { tier: 'process' })),
        debug.views.run(commandOf(['sleep', '30'], { tier: 'capture' })),
        debug.views.run(commandOf(['sleep', '30'], { view: 'clone', tier: 'clone' })),
        debug.views.run(commandOf(['getent', 'ahosts', 'localhost'], { view: 'target' })),
        debug.views.run(commandOf(['ldd', '/bin/sleep'], { view: 'image', tier: 'image' })),
      ];
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      const began = Date.now();
      await debug.views.close();
      const took = Date.now() - began;
      await Promise.all(steps);
      await debug.views.close();
      const { left, before, after } = await debug.close();
      expect(left).toEqual([]);
      expect(after).toEqual(before);
      expect(took).toBeLessThan(2_000);
      expect(await debug.views.run(commandOf(['true']))).toMatchObject({ ok: false });
      expect(debug.notices.filter((one) => one.kind === 'made').length).toBe(
        debug.notices.filter((one) => one.kind === 'removed').length,
      );
    });
  }

  it('needs nobody: a sidecar ends by itself when its time is over', async () => {
    const debug = await openDebug(bench, target, { ttlSeconds: 3 });
    got(await debug.views.run(commandOf(['cat', '/proc/net/dev'])));
    got(await debug.views.run(commandOf(['cat', '/proc/net/dev'], { tier: 'process' })));
    await until('the sidecars to end', async () => {
      const left = await oursLeft(bench.docker, debug.session);
      return left.every((one) => !one.includes('sidecar'));
    });
    // Another is made when there is need again.
    expect(got(await debug.views.run(commandOf(['cat', '/proc/net/dev']))).evidence.exitCode).toBe(0);
    expect((await debug.close()).left).toEqual([]);
  });

  it('makes one sidecar a tier, however many steps want it at once', async () => {
    const debug = await openDebug(bench, target);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => debug.views.run(commandOf(['cat', '/proc/net/dev']))),
    );
    for (const answer of answers) got(answer);
    expect(debug.notices.filter((one) => one.kind === 'made' && one.role === 'sidecar').length).toBe(1);
    expect((await debug.close()).left).toEqual([]);
  });
});
