import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Bench, openBench } from '../lab/containers.ts';
import { imageRef, muslImage } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import { until } from '../lab/wait.ts';
import { commandOf, type DebugBench, got, openDebug } from './debug-bench.ts';

/** Runs a slow command, and does something to the target once it runs. */
async function during(debug: DebugBench, tier: 'network' | 'process', act: () => Promise<unknown>) {
  // The sidecar is there before, so that the command is running when something happens.
  got(await debug.views.run(commandOf(['true'], { tier })));
  const running = debug.views.run(commandOf(['sleep', '4'], { tier }));
  await act();
  return running;
}

describeLive('a target that goes away', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  for (const tier of ['network', 'process'] as const) {
    it(`that restarts in the middle of a ${tier} step interrupts it, and the next step attaches again`, async () => {
      const network = await bench.network();
      const target = await bench.container({
        image: imageRef('debian:bookworm'),
        network,
        user: '1000:1000',
        cmd: ['sleep', '600'],
      });
      const debug = await openDebug(bench, target);
      const answer = await during(debug, tier, () => target.container.restart({ t: 0 }));
      expect(answer).toMatchObject({ ok: false, kind: 'gone', reason: 'the target restarted during the step' });
      const again = got(await debug.views.run(commandOf(['cat', '/proc/net/route'], { tier })));
      expect(again.evidence.stdout).toContain('eth0');
      expect((await debug.close()).left).toEqual([]);
    });
  }

  it('that dies in the middle of a step is said to have ended, with its status', async () => {
    const target = await bench.container({
      image: imageRef('debian:bookworm'),
      user: '1000:1000',
      cmd: ['sleep', '600'],
    });
    const debug = await openDebug(bench, target);
    const answer = await during(debug, 'process', () => target.container.kill());
    expect(answer).toMatchObject({ ok: false, kind: 'gone' });
    expect(answer.ok ? '' : answer.reason).toContain('137');
    const after = await debug.views.run(commandOf(['true']));
    expect(after).toMatchObject({ ok: false, kind: 'gone' });
    expect((await debug.close()).left).toEqual([]);
  });

  it('in a crash loop cannot be joined; what does not join it still answers', async () => {
    const target = await bench.container({
      image: await muslImage(bench.docker),
      cmd: ['sh', '-c', 'exit 3'],
      host: { RestartPolicy: { Name: 'always', MaximumRetryCount: 0 } },
    });
    await until('the first restart', async () => (await target.inspect()).RestartCount > 1);
    const debug = await openDebug(bench, target);
    const results = [];
    for (let i = 0; i < 3; i += 1) results.push(await debug.views.run(commandOf(['true'])));
    for (const result of results) expect(result.ok).toBe(false);
    for (const result of results) expect(result.ok ? '' : result.reason).toMatch(/restart|exited|ended/);
    const listed = got(await debug.views.run(commandOf(['ldd', '/bin/busybox'], { view: 'image', tier: 'image' })));
    expect(listed.evidence.stdout).toContain('libc.musl');
    expect((await debug.close()).left).toEqual([]);
  });

  it('paused can be joined all the same', async () => {
    const target = await bench.container({ image: await muslImage(bench.docker), cmd: ['sleep', '600'] });
    await target.container.pause();
    const debug = await openDebug(bench, target);
    const seen = got(await debug.views.run(commandOf(['cat', '/proc/net/dev'])));
    expect(seen.evidence.stdout).toContain('lo:');
    const { left, before, after } = await debug.close();
    expect(left).toEqual([]);
    expect(after).toEqual(before);
  });
});
