import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OwnContainerSpec } from '../../src/engine/engine.ts';
import { describeLive } from '../lab/live.ts';
import { eventually } from '../lab/wait.ts';
import { type EngineBench, got, openEngineBench, specOf } from './engine-bench.ts';

const limits = { timeoutMs: 5_000, keepBytes: 64_000 };

describeLive('the rules for containers of ours', () => {
  let on: EngineBench;
  beforeAll(async () => {
    on = await openEngineBench();
  });
  afterAll(() => on.close());

  const inspect = async (id: string) => on.bench.docker.getContainer(id).inspect();

  it('holds every rule on what the engine really made', async () => {
    const target = await on.bench.container({ image: on.glibc, cmd: ['sleep', '60'], host: { NetworkMode: 'bridge' } });
    const like = got(await on.engine.inspectContainer(target.id));
    const spec: OwnContainerSpec = {
      ...specOf(on.musl, ['sleep', '30']),
      role: 'sidecar',
      user: '1000:1000',
      env: ['TZ=UTC'],
      joinNetworkOf: target.id,
      joinPidsOf: target.id,
      capabilities: ['SYS_PTRACE'],
      like,
      tmp: true,
      lifeSeconds: 60,
      labels: { 'io.walkdown.tier': 'ptrace', 'io.walkdown.target': target.id, 'io.walkdown.role': 'not this' },
    };
    const id = got(await on.engine.startOwn(spec));
    const made = await inspect(id);
    expect(made.HostConfig).toMatchObject({
      NetworkMode: `container:${target.id}`,
      PidMode: `container:${target.id}`,
      IpcMode: 'none',
      UsernsMode: '',
      Runtime: like.runtime,
      Privileged: false,
      CapDrop: ['ALL'],
      CapAdd: ['SYS_PTRACE'],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': 'rw,nosuid,nodev,noexec,size=16m,mode=1777' },
      Memory: 128 * 1024 * 1024,
      MemorySwap: 128 * 1024 * 1024,
      NanoCpus: 1e9,
      PidsLimit: 64,
      AutoRemove: true,
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'none' },
      OomScoreAdj: 500,
      PublishAllPorts: false,
      Init: false,
    });
    expect(made.HostConfig.PortBindings ?? {}).toEqual({});
    expect(made.HostConfig.Binds ?? []).toEqual([]);
    expect(made.Config).toMatchObject({
      Image: on.musl,
      User: '1000:1000',
      Entrypoint: ['sleep'],
      Cmd: ['30'],
      WorkingDir: '/',
      Healthcheck: { Test: ['NONE'] },
      Tty: false,
      OpenStdin: false,
      Labels: {
        'io.walkdown.session': on.session.session,
        'io.walkdown.role': 'sidecar',
        'io.walkdown.operator': 'tester',
        'io.walkdown.incident': 'INC-7',
        'io.walkdown.target': target.id,
        'io.walkdown.tier': 'ptrace',
      },
    });
    expect(made.Name).toMatch(/^\/walkdown-sidecar-/);
    const life = Date.parse(made.Config.Labels['io.walkdown.expires'] ?? '') - Date.parse(made.Created);
    expect(life / 1000).toBeGreaterThan(55);
    expect(life / 1000).toBeLessThan(65);
    // What the kernel says of a process in it.
    const status = got(await on.engine.execOwn(id, { argv: ['cat', '/proc/self/status'] }, limits)).stdout;
    expect(status).toMatch(/NoNewPrivs:\s+1/);
    expect(status).toMatch(/CapEff:\s+0000000000000000/);
    expect(status).toMatch(/CapBnd:\s+0000000000080000/);
    expect(status).toMatch(/Uid:\s+1000\s+1000/);
    const write = got(await on.engine.execOwn(id, { argv: ['sh', '-c', 'echo x > /etc/resolv.conf'] }, limits));
    expect(write).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Read-only file system') });
    await on.engine.removeOwn(id);
  });

  it('has no network and its own first process where no namespace is joined', async () => {
    const id = got(await on.engine.startOwn(specOf(on.glibc, ['sleep', '30'], { role: 'sidecar' })));
    const made = await inspect(id);
    expect(made.HostConfig).toMatchObject({ NetworkMode: 'none', PidMode: '', Init: true });
    expect(made.HostConfig.Tmpfs ?? {}).toEqual({});
    expect(Object.keys(made.NetworkSettings.Networks)).toEqual(['none']);
    await on.engine.removeOwn(id);
  });

  it("leaves out the image's own variables for the loader, and keeps those that are asked for", async () => {
    const ref = await on.bench.image({
      name: 'loader-env',
      from: 'walkdown-lab/alpine-like:1',
      env: { LD_LIBRARY_PATH: '/opt/lib', LD_PRELOAD: '/opt/evil.so', LANG: 'C' },
    });
    const { Id: image } = await on.bench.docker.getImage(ref).inspect();
    const bare = got(await on.engine.runOwn(specOf(image, ['env']), limits));
    expect(bare.stdout).toMatch(/^LANG=C$/m);
    expect(bare.stdout).not.toMatch(/LD_/);
    const asked = specOf(image, ['env'], { env: ['LD_LIBRARY_PATH=/srv/lib'] });
    expect(got(await on.engine.runOwn(asked, limits)).stdout).toMatch(/^LD_LIBRARY_PATH=\/srv\/lib$/m);
  });

  it('makes no volume for what an image declares, and reads its files all the same', async () => {
    const docker = on.bench.docker;
    const ref = await on.bench.image({ name: 'volumes', from: 'walkdown-lab/alpine-like:1' });
    const made = await docker.getImage(ref).inspect();
    const base = await docker.createContainer({ Image: made.Id, Cmd: ['true'] });
    const { Id: image } = await base.commit({ repo: `${ref}-declared`, changes: 'VOLUME /etc/ssl' });
    await base.remove();
    try {
      const id = got(await on.engine.createOwn(specOf(image, ['/x'])));
      expect((await inspect(id)).Mounts).toMatchObject([{ Type: 'tmpfs', Destination: '/etc/ssl' }]);
      const bundle = got(await on.engine.readFile(id, '/etc/ssl/cert.pem', { maxBytes: 100 }));
      expect(bundle).toMatchObject({ path: '/etc/ssl/certs/ca-certificates.crt', truncated: true });
      await on.engine.removeOwn(id);
      // A run sees what the original would, and takes its volume along.
      const seen = got(await on.engine.runOwn(specOf(image, ['grep', ' /etc/ssl ', '/proc/self/mountinfo']), limits));
      const volume = /volumes\/([0-9a-f]{64})\//.exec(seen.stdout)?.[1] ?? 'none';
      expect(volume).toHaveLength(64);
      await eventually(async () => {
        const names = ((await docker.listVolumes()).Volumes ?? []).map((one) => one.Name);
        expect(names).not.toContain(volume);
      });
    } finally {
      await docker.getImage(`${ref}-declared`).remove({ force: true });
    }
  });

  it("gives a clone the original's volumes, read-only, and never the engine's socket", async () => {
    const docker = on.bench.docker;
    const data = on.bench.file('config.json', '{"port":1}');
    const target = await on.bench.container({
      image: on.musl,
      name: 'original',
      cmd: ['sh', '-c', 'echo kept > /data/file; sleep 60'],
      mounts: { [data]: '/etc/app/config.json' },
      host: {
        Mounts: [
          { Type: 'volume', Source: '', Target: '/data' },
          { Type: 'bind', Source: '/var/run/docker.sock', Target: '/var/run/docker.sock' },
        ],
      } as never,
    });
    const like = got(await on.engine.inspectContainer(target.id));
    const script = 'cat /data/file /etc/app/config.json; echo x > /data/file; ls /var/run/docker.sock';
    const spec = specOf(on.musl, ['sh', '-c', script], { role: 'clone', like, volumesFrom: target.id, user: '0:0' });
    const seen = got(await on.engine.runOwn(spec, limits));
    expect(seen.stdout).toBe('kept\n{"port":1}');
    expect(seen.stderr).toMatch(/Read-only file system/);
    expect(seen.stderr).toMatch(/docker\.sock: No such file/);
    // The original's unnamed volume is still there after ours was removed, and even after the original stops.
    await target.container.stop({ t: 0 });
    got(await on.engine.runOwn({ ...spec, argv: ['true'] }, limits));
    const volume = like.mounts.find((mount) => mount.destination === '/data')?.source ?? '';
    expect((await docker.getVolume(volume).inspect()).Name).toBe(volume);
  });

  it('refuses what would loosen a rule', async () => {
    const wrong: Partial<OwnContainerSpec>[] = [
      { imageId: 'walkdown-lab/debian:bookworm' },
      { joinNetworkOf: 'host' },
      { joinPidsOf: 'some-name' },
      { user: 'root' },
      { argv: [] },
    ];
    for (const part of wrong) {
      expect(await on.engine.createOwn({ ...specOf(on.glibc, ['/x']), ...part })).toMatchObject({
        ok: false,
        kind: 'failed',
      });
    }
  });
});
