import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TargetAmbiguous, TargetNotFound } from '../../src/engine/errors.ts';
import { describeLive } from '../lab/live.ts';
import { eventually } from '../lab/wait.ts';
import { type EngineBench, got, openEngineBench } from './engine-bench.ts';

describeLive('what an engine tells of a container', () => {
  let on: EngineBench;
  beforeAll(async () => {
    on = await openEngineBench();
  });
  afterAll(() => on.close());

  it('finds one by name, id and unique prefix, and names the candidates when several fit', async () => {
    const first = await on.bench.container({ image: on.musl, name: 'find-a', cmd: ['sleep', '60'] });
    const second = await on.bench.container({ image: on.musl, name: 'find-ab', start: false });
    const find = async (ref: string): Promise<string> => (await on.engine.findContainer(ref)).id;
    expect(await find(first.name)).toBe(first.id);
    expect(await find(`/${second.name}`)).toBe(second.id);
    expect(await find(first.id)).toBe(first.id);
    expect(await find(second.id.slice(0, 20))).toBe(second.id);
    const prefix = `wt-${on.bench.run}-find`;
    await expect(on.engine.findContainer(prefix)).rejects.toThrow(TargetAmbiguous);
    await expect(on.engine.findContainer(prefix)).rejects.toThrow(
      new RegExp(`${first.name}.*${second.name}|${second.name}.*${first.name}`),
    );
    await expect(on.engine.findContainer('no-such-thing')).rejects.toThrow(TargetNotFound);
    await expect(on.engine.findContainer('find-ab')).rejects.toThrow(/meant: /);
    await expect(on.engine.findContainer('')).rejects.toMatchObject({ exitStatus: 4 });
    await expect(on.engine.findContainer('../../etc')).rejects.toMatchObject({ exitStatus: 4 });
  });

  it('describes it in full, whatever its state', async () => {
    const target = await on.bench.container({
      image: on.glibc,
      name: 'details',
      entrypoint: ['/bin/sh', '-c'],
      cmd: ['exit 7'],
      env: { TZ: 'UTC' },
      labels: { team: 'blue' },
      workdir: '/srv',
      user: '1000:1000',
      host: {
        NetworkMode: 'bridge',
        Memory: 256 << 20,
        NanoCpus: 5e8,
        PidsLimit: 100,
        ReadonlyRootfs: true,
        Tmpfs: { '/run': 'size=1m' },
        Ulimits: [{ Name: 'nofile', Soft: 100, Hard: 200 }],
        Dns: ['192.0.2.1'],
        ExtraHosts: ['db:192.0.2.2'],
        CapDrop: ['NET_RAW'],
        PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '0' }] },
      },
    });
    await target.untilState('exited');
    const details = got(await on.engine.inspectContainer(target.id));
    expect(details).toMatchObject({
      name: target.name,
      state: 'exited',
      exitCode: 7,
      oomKilled: false,
      restartPolicy: 'no',
      imageId: on.glibc,
      entrypoint: ['/bin/sh', '-c'],
      command: ['exit 7'],
      workingDir: '/srv',
      user: '1000:1000',
      readOnlyRoot: true,
      memoryLimitBytes: 256 << 20,
      cpuLimit: 0.5,
      pidsLimit: 100,
      tmpfs: { '/run': 'size=1m' },
      dns: ['192.0.2.1'],
      extraHosts: ['db:192.0.2.2'],
      capDrop: ['NET_RAW'],
      networkMode: 'bridge',
      logDriver: 'json-file',
    });
    expect(details.env).toContain('TZ=UTC');
    expect(details.ulimits).toContainEqual({ name: 'nofile', soft: 100, hard: 200 });
    expect(details.networks).toMatchObject([{ name: 'bridge' }]);
    const created = await on.bench.container({ image: on.glibc, name: 'created', entrypoint: ['/none'], start: true });
    expect(got(await on.engine.inspectContainer(created.id))).toMatchObject({
      state: 'created',
      startedAt: null,
      exitCode: 127,
    });
    expect(await on.engine.inspectContainer('e'.repeat(64))).toMatchObject({ ok: false, kind: 'gone' });
    const row = (await on.engine.listContainers()).find((one) => one.id === target.id);
    expect(row).toMatchObject({
      name: target.name,
      state: 'exited',
      labels: expect.objectContaining({ team: 'blue' }),
    });
  });

  it('reads a log with and without a terminal, the last of it', async () => {
    const script = 'for i in 1 2 3 4 5; do echo line $i; done; sleep 0.3; echo oops >&2; sleep 60';
    const plain = await on.bench.container({ image: on.musl, name: 'log', cmd: ['sh', '-c', script] });
    await plain.untilLog('oops');
    const log = (options: { tail: number; maxBytes: number; timestamps?: boolean }) =>
      on.engine.logs(plain.id, options);
    expect(got(await log({ tail: 100, maxBytes: 10_000 }))).toEqual({
      text: 'line 1\nline 2\nline 3\nline 4\nline 5\noops\n',
      truncated: false,
    });
    expect(got(await log({ tail: 2, maxBytes: 10_000 })).text).toBe('line 5\noops\n');
    expect(got(await log({ tail: 100, maxBytes: 16 }))).toEqual({ text: 'line 5\noops\n', truncated: true });
    expect(got(await log({ tail: 1, maxBytes: 1_000, timestamps: true })).text).toMatch(
      /^\d{4}-\d\d-\d\dT\S+Z oops\n$/,
    );
    const created = await on.bench.docker.createContainer({
      Image: on.musl,
      Cmd: ['sh', '-c', 'echo on a terminal'],
      Tty: true,
      name: `wt-${on.bench.run}-tty`,
    });
    on.bench.onClose(() => created.remove({ force: true }));
    await created.start();
    await eventually(async () => {
      expect(got(await on.engine.logs(created.id, { tail: 9, maxBytes: 999 })).text).toBe('on a terminal\r\n');
    });
    const silent = await on.bench.container({
      image: on.musl,
      name: 'nolog',
      cmd: ['true'],
      host: { LogConfig: { Type: 'none', Config: {} } },
    });
    expect(await on.engine.logs(silent.id, { tail: 9, maxBytes: 999 })).toMatchObject({
      ok: false,
      kind: 'unsupported',
    });
  });

  it('tells what happened in a window that closes by itself', async () => {
    const target = await on.bench.container({ image: on.musl, name: 'events', cmd: ['sh', '-c', 'exit 4'] });
    await target.untilState('exited');
    const from = performance.now();
    const events = got(await on.engine.events({ sinceMs: 60_000, containerId: target.id }));
    expect(performance.now() - from).toBeLessThan(2_000);
    expect(events.map((event) => event.action)).toEqual(expect.arrayContaining(['create', 'start', 'die']));
    const die = events.find((event) => event.action === 'die');
    expect(die).toMatchObject({
      kind: 'container',
      id: target.id,
      attributes: expect.objectContaining({ exitCode: '4' }),
    });
    expect(Math.abs(Date.parse(die?.at ?? '') - Date.now())).toBeLessThan(60_000);
  });

  it('measures a running container, and only a running one', async () => {
    const target = await on.bench.container({
      image: on.musl,
      name: 'usage',
      cmd: ['sh', '-c', 'while :; do :; done'],
      host: { Memory: 64 << 20, NanoCpus: 1e8, PidsLimit: 20 },
    });
    await eventually(async () => {
      const sample = got(await on.engine.usage(target.id));
      expect(sample).toMatchObject({ memoryLimitBytes: 64 << 20, pids: 1, pidsLimit: 20 });
      expect(sample.memoryBytes).toBeGreaterThan(1_000);
      expect(sample.throttling?.throttledPeriods).toBeGreaterThan(0);
    });
    expect(got(await on.engine.processes(target.id))).toMatchObject([{ command: expect.stringContaining('while') }]);
    await target.container.stop({ t: 0 });
    expect(await on.engine.usage(target.id)).toMatchObject({ ok: false, kind: 'gone' });
    expect(await on.engine.processes(target.id)).toMatchObject({ ok: false, kind: 'gone' });
  });

  it('lists what a container changed, and how its image came to be', async () => {
    const target = await on.bench.container({
      image: on.musl,
      name: 'changes',
      cmd: ['sh', '-c', 'touch /new; rm /etc/shells'],
    });
    await target.untilState('exited');
    expect(got(await on.engine.changes(target.id))).toEqual(
      expect.arrayContaining([
        { path: '/new', kind: 'added' },
        { path: '/etc/shells', kind: 'deleted' },
        { path: '/etc', kind: 'modified' },
      ]),
    );
    const image = got(await on.engine.inspectImage('walkdown-lab/alpine-like:1'));
    expect(image).toMatchObject({ id: on.musl, architecture: 'amd64', os: 'linux', command: ['/bin/sh'] });
    expect(image.tags).toContain('walkdown-lab/alpine-like:1');
    expect(image.layers).toHaveLength(1);
    expect(got(await on.engine.imageHistory(on.musl))[0]).toMatchObject({ sizeBytes: expect.any(Number) });
    expect((await on.engine.listImages()).map((one) => one.id)).toContain(on.musl);
    expect(await on.engine.inspectImage('no/such:image')).toMatchObject({ ok: false, kind: 'missing' });
    expect(await on.engine.inspectImage('../containers/json')).toMatchObject({ ok: false, kind: 'missing' });
  });

  it('makes an image of a file tree, and removes only what it made', async () => {
    const tar = pack();
    tar.entry({ name: 'hello', mode: 0o644 }, 'hello');
    tar.finalize();
    const tag = `walkdown-test-${on.bench.run}/imported:1`;
    const labels = { 'io.walkdown.role': 'toolkit', quoted: 'a "b" $HOME' };
    const id = got(
      await on.engine.importImage(Readable.from(tar), { tag, labels, command: ['/hello'], env: ['A=$B c'] }),
    );
    const made = got(await on.engine.inspectImage(tag));
    expect(made).toMatchObject({
      id,
      tags: [tag],
      command: ['/hello'],
      env: ['A=$B c'],
      labels: expect.objectContaining(labels),
    });
    expect(await on.engine.removeImage(on.musl)).toMatchObject({ ok: false, kind: 'refused' });
    got(await on.engine.removeImage(tag));
    expect(await on.engine.inspectImage(tag)).toMatchObject({ ok: false, kind: 'missing' });
  });

  it('says of itself what matters', () => {
    expect(on.engine.info).toMatchObject({
      name: 'docker',
      architecture: 'amd64',
      context: null,
      rootless: false,
      swarm: null,
    });
    expect(on.engine.info.apiVersion).toMatch(/^1\.4\d$/);
    // The same machine, so the same clock.
    expect(Math.abs(on.engine.info.clockSkewMs ?? 9_999)).toBeLessThan(1_000);
  });
});
