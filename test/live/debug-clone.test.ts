import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Bench, openBench } from '../lab/containers.ts';
import { imageRef } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import { until } from '../lab/wait.ts';
import { commandOf, got, openDebug } from './debug-bench.ts';

const ALLOW = ['engine', 'image', 'network', 'clone'] as const;
const inClone = (...argv: string[]) => commandOf(argv, { view: 'clone', tier: 'clone' });

describeLive('a clone', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('starts as its dead original did, with its volumes read-only, and leaves it as it was', async () => {
    const target = await bench.container({
      image: imageRef('debian:bookworm'),
      user: 'nobody',
      workdir: '/var/tmp',
      env: { SETTING: 'of-the-target' },
      cmd: ['sh', '-c', 'exit 7'],
      host: {
        NetworkMode: 'none',
        Mounts: [{ Type: 'volume', Source: '', Target: '/data' }],
        Ulimits: [{ Name: 'nofile', Soft: 77, Hard: 99 }],
        CapDrop: ['ALL'],
      },
    });
    await target.untilState('exited');
    const debug = await openDebug(bench, target, { allow: ALLOW });
    const script = 'id -u; pwd; echo $SETTING; ulimit -n; grep CapEff /proc/self/status; touch /data/x';
    const seen = got(await debug.views.run(inClone('sh', '-c', script)));
    expect(seen.evidence.stdout.split('\n').slice(0, 4)).toEqual(['65534', '/var/tmp', 'of-the-target', '77']);
    expect(seen.evidence.stdout).toMatch(/CapEff:\s+0{16}/);
    expect(seen.evidence.stderr).toMatch(/Read-only file system/);
    expect(seen.evidence.byHand).not.toContain('of-the-target');
    const { left, before, after } = await debug.close();
    expect(left).toEqual([]);
    expect(after).toEqual(before);
  });

  it('gets none of its original’s traffic, labels or name', async () => {
    const network = await bench.network();
    const target = await bench.container({
      image: imageRef('debian:bookworm'),
      network,
      address: 20,
      aliases: ['payments'],
      labels: { 'traefik.enable': 'true', 'com.docker.compose.service': 'payments' },
      cmd: ['sleep', '600'],
    });
    const client = await bench.container({
      image: imageRef('debian:bookworm'),
      name: 'client',
      network,
      cmd: ['sleep', '600'],
    });
    const debug = await openDebug(bench, target, { allow: ALLOW });
    const running = debug.views.run(inClone('sleep', '3'));
    const clone = await until('the clone to run', async () => {
      const own = (await debug.engine.listOwn()).filter((one) => one.labels['io.walkdown.session'] === debug.session);
      return own.find((one) => one.labels['io.walkdown.role'] === 'clone' && one.state === 'running');
    });
    const seen = got(await debug.engine.inspectContainer(clone.id));
    expect(seen.networks.map((one) => one.name)).toEqual(['none']);
    expect(Object.keys(seen.labels).filter((name) => !name.startsWith('io.walkdown.'))).toEqual([]);
    expect(seen).toMatchObject({ ports: [], restartPolicy: 'no', health: null });
    const asking = await openDebug(bench, client);
    const found = got(await asking.views.run(commandOf(['getent', 'ahostsv4', 'payments'])));
    const addresses = new Set(
      found.evidence.stdout
        .trim()
        .split('\n')
        .map((line) => line.split(/\s/)[0]),
    );
    expect([...addresses]).toEqual([network.address(20)]);
    got(await running);
    await asking.close();
    expect((await debug.close()).left).toEqual([]);
  });

  it('is not made unasked, nor where it could not be true', async () => {
    const target = await bench.container({
      image: imageRef('debian:bookworm'),
      cmd: ['sleep', '600'],
      host: { Privileged: true },
    });
    const unasked = await openDebug(bench, target);
    expect(await unasked.views.run(inClone('true'))).toMatchObject({ ok: false, kind: 'refused' });
    await unasked.close();
    const asked = await openDebug(bench, target, { allow: ALLOW });
    expect(await asked.views.run(inClone('true'))).toMatchObject({ ok: false, kind: 'failed' });
    await asked.close();
  });
});
