import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Bench, openBench } from '../lab/containers.ts';
import { imageRef } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import { oursLeft } from '../lab/target.ts';
import { commandOf, got, openDebug } from './debug-bench.ts';
import { ownHome, walkdown } from './program.ts';

describeLive('a walk and its target', () => {
  let bench: Bench;
  let own: ReturnType<typeof ownHome>;
  beforeEach(async () => {
    bench = await openBench();
    own = ownHome();
  });
  afterEach(async () => {
    await bench.close();
    own.remove();
  });

  it('that is distroless, read-only and not root: every step is had, nothing fails for want of rights, nothing changes', {
    timeout: 150_000,
  }, async () => {
    const network = await bench.network();
    const target = await bench.container({
      image: imageRef('distroless:1'),
      network,
      user: '1000:1000',
      host: { NetworkMode: network.name, ReadonlyRootfs: true, CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'] },
    });
    const before = await target.snapshot();
    const debug = ['--debug-image', imageRef('debian:bookworm')];
    const ran = await walkdown(['run', target.name, '--format', 'json', ...debug], own.home, 120_000);
    const report = JSON.parse(ran.stdout);
    const failed = report.steps.filter(({ outcome }: { outcome: string }) => outcome === 'tool-error');
    expect(failed.map(({ id, summary }: { id: string; summary: string }) => [id, summary])).toEqual([]);
    const refused = report.notChecked.filter(({ reason }: { reason: string }) => /denied|permission/i.test(reason));
    expect(refused).toEqual([]);
    expect(report.rootCauses).toEqual([]);
    expect(report.interference).toMatchObject({ targetChanged: false, leftBehind: [] });
    expect(await target.snapshot()).toEqual(before);
    expect(await oursLeft(bench.docker, report.session.id)).toEqual([]);
  });

  it('whose processes are shared gets no dead process of ours to keep', async () => {
    const target = await bench.container({
      image: imageRef('debian:bookworm'),
      user: '1000:1000',
      // It never waits for a child that is not its own.
      cmd: ['sleep', '600'],
    });
    const debug = await openDebug(bench, target);
    const tier = { tier: 'process' } as const;
    got(await debug.views.run(commandOf(['sh', '-c', 'sleep 30 & sleep 30'], { ...tier, timeoutMs: 1_000 })));
    got(await debug.views.run(commandOf(['sh', '-c', 'ls /proc/1/fd | wc -l; cat /proc/1/limits | head -n 1'], tier)));
    const { left } = await debug.close();
    expect(left).toEqual([]);
    const { Processes = [], Titles = [] } = await target.container.top({ ps_args: '-eo pid,stat,args' });
    expect(Titles).toContain('STAT');
    expect(Processes.map((row: string[]) => row[2])).toEqual(['sleep 600']);
  });
});
