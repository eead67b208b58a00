import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectEngine } from '../../src/engine/connect.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { labEngine } from '../lab/engine.ts';
import { describeLive } from '../lab/live.ts';
import { until } from '../lab/wait.ts';
import { got } from './engine-bench.ts';
import { ownHome, walkdown } from './program.ts';

const IMAGE = 'walkdown-lab/alpine-like:1';
const FIRST = 200_000;

describeLive('an engine that gives containers user ids of their own', () => {
  let folder = '';
  let host = '';
  let daemon: ChildProcess | undefined;
  let engine: Engine;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wd-users-'));
    // Root of the containers is nobody here, and has to pass.
    chmodSync(folder, 0o711);
    host = `unix://${join(folder, 'docker.sock')}`;
    const ids = join(folder, 'subid');
    writeFileSync(ids, `daemon:${FIRST}:65536\n`);
    const options = [
      ...['--userns-remap=daemon', '--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')],
      ...['--pidfile', join(folder, 'pid'), '--bridge', 'none', '--iptables=false', '--storage-driver', 'vfs'],
      ...['-H', host],
    ];
    // This machine's own ids stay as they are: what is mounted over them is seen by that engine alone.
    const script =
      'touch /etc/subuid /etc/subgid && mount --bind "$1" /etc/subuid && mount --bind "$1" /etc/subgid && shift && exec dockerd "$@"';
    daemon = spawn('unshare', ['--net', '--mount', 'sh', '-c', script, 'sh', ids, ...options], { stdio: 'ignore' });
    engine = await until('the engine', () => connectEngine({ host }), 40_000);
    const docker = await connectEngine({ host: (await labEngine()).host });
    got(await engine.loadImages(got(await docker.saveImages([IMAGE]))));
    await docker.close();
  }, 90_000);

  afterAll(async () => {
    await engine?.close();
    const { pid, exitCode } = daemon ?? {};
    daemon?.kill();
    if (pid !== undefined && exitCode === null)
      await until('the engine to end', async () => daemon?.exitCode !== null || daemon?.signalCode !== null);
    rmSync(folder, { recursive: true, force: true });
  });

  it('is told of as such, is joined all the same, and says who root in the container is on the host', async () => {
    expect(engine.info.userNamespaces).toBe(true);
    const docker = new Docker({ socketPath: join(folder, 'docker.sock') });
    const target = await docker.createContainer({
      name: 'remapped',
      Image: IMAGE,
      Cmd: ['sleep', '600'],
      HostConfig: { NetworkMode: 'none' },
    });
    await target.start();
    const own = ownHome();
    const ran = await walkdown(['run', 'remapped', '--host', host, '--format', 'json'], own.home, 100_000);
    own.remove();
    expect(ran.stderr).toBe('');
    const report = JSON.parse(ran.stdout);
    const step = report.steps.find(({ id }: { id: string }) => id === 'user-map');
    expect(step).toMatchObject({ outcome: 'ok', code: 'USR-001', facts: { rootOutside: FIRST, ids: 65536 } });
    expect(report.steps.filter(({ outcome }: { outcome: string }) => outcome === 'tool-error')).toEqual([]);
    expect(report.rootCauses).toEqual([]);
    expect(report.interference).toMatchObject({ targetChanged: false, leftBehind: [] });
    expect(await engine.listOwn()).toEqual([]);
    await target.remove({ force: true });
  }, 120_000);
});
