import { afterEach, beforeEach, expect, it } from 'vitest';
import { wantedTier } from '../../src/debug/tier-rules.ts';
import type { Unavailable } from '../../src/engine/engine.ts';
import { type Bench, openBench } from '../lab/containers.ts';
import { imageRef, muslImage } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import { commandOf, got, openDebug } from './debug-bench.ts';
import { CRAFTED, craftedLoader, withCraftedLoader } from './debug-programs.ts';

const ahosts = (name: string) => commandOf(['getent', 'ahosts', name], { view: 'target', matched: true });
const EXTRA_HOST = { ExtraHosts: ['only-in-hosts.test:10.9.8.7'] };

describeLive('the target’s own look-ups', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('tell the truth where a sidecar of the same libc shows a false green', async () => {
    const network = await bench.network();
    const image = await bench.image({
      name: 'dns-only:1',
      from: imageRef('debian:bookworm'),
      files: { '/etc/nsswitch.conf': { content: 'hosts: dns\n' } },
      cmd: ['sleep', '600'],
    });
    const target = await bench.container({ image, network, host: EXTRA_HOST });
    const debug = await openDebug(bench, target);
    const own = got(await debug.views.run(ahosts('only-in-hosts.test')));
    expect(own.evidence.exitCode).toBe(2);
    const sidecar = got(
      await debug.views.run(commandOf(['getent', 'ahosts', 'only-in-hosts.test'], { matched: true })),
    );
    expect(sidecar.evidence.exitCode).toBe(0);
    const { left, before, after } = await debug.close();
    expect(left).toEqual([]);
    expect(after).toEqual(before);
  });

  it('are made with a configuration that the target mounts', async () => {
    const network = await bench.network();
    const target = await bench.container({
      image: imageRef('debian:bookworm'),
      network,
      cmd: ['sleep', '600'],
      mounts: { [bench.file('nsswitch.conf', 'hosts: dns\n')]: '/etc/nsswitch.conf' },
      host: { ...EXTRA_HOST, NetworkMode: network.name },
    });
    const debug = await openDebug(bench, target);
    const own = got(await debug.views.run(ahosts('only-in-hosts.test')));
    expect(own.evidence.exitCode).toBe(2);
    expect(own.evidence.byHand).toContain('--volumes-from');
    const { left, before, after } = await debug.close();
    expect(left).toEqual([]);
    expect(after).toEqual(before);
  });

  it('are not vouched for once the resolver’s files were changed in the container', async () => {
    const target = await bench.container({
      image: imageRef('debian:bookworm'),
      cmd: ['sleep', '600'],
      files: { '/etc/nsswitch.conf': { content: 'hosts: files\n' } },
    });
    const debug = await openDebug(bench, target);
    const answer = (await debug.views.run(ahosts('localhost'))) as Unavailable;
    expect(answer).toMatchObject({ ok: false, kind: 'unsupported' });
    expect(answer.reason).toContain('/etc/nsswitch.conf was');
    expect(wantedTier(answer)).toBe('ptrace');
    await debug.close();
  });

  it('are not made by a crafted getent, nor is a sidecar of an image whose tools are crafted', async () => {
    const image = await bench.image({
      name: 'crafted:1',
      from: await muslImage(bench.docker),
      files: {
        '/evil/ld.so': { content: await craftedLoader(), mode: 0o755 },
        '/usr/bin/getent': { content: await withCraftedLoader('musl-gcc'), mode: 0o755 },
        '/usr/local/bin/sleep': { content: await withCraftedLoader('musl-gcc'), mode: 0o755 },
        '/usr/local/bin/sh': { content: await withCraftedLoader('musl-gcc'), mode: 0o755 },
      },
      cmd: ['/bin/busybox', 'sleep', '600'],
    });
    const target = await bench.container({ image });
    const debug = await openDebug(bench, target, { config: { patterns: [] } });
    const own = await debug.views.run(ahosts('localhost'));
    expect(own).toMatchObject({ ok: false, kind: 'refused' });
    await debug.views.run(commandOf(['cat', '/proc/net/dev']));
    const started = debug.notices.filter((notice) => notice.tier === 'network');
    expect(started.map((notice) => notice.image.id)).not.toContain(debug.target.image.id);
    expect(await target.logs()).not.toContain(CRAFTED);
    expect((await debug.close()).left).toEqual([]);
  });

  it('run nothing of the image but named tools', async () => {
    const target = await bench.container({ image: await muslImage(bench.docker), cmd: ['sleep', '600'] });
    const debug = await openDebug(bench, target);
    const answer = await debug.views.run(commandOf(['sh', '-c', 'id'], { view: 'target' }));
    expect(answer).toMatchObject({ ok: false, kind: 'refused' });
    await debug.close();
  });

  it('go through the target’s root at ptrace, with our own getent and libc', async () => {
    const network = await bench.network();
    const target = await bench.container({
      image: imageRef('debian:bookworm'),
      network,
      user: '1000:1000',
      cmd: ['sleep', '600'],
      files: { '/etc/nsswitch.conf': { content: 'hosts: dns\n' } },
      host: { ...EXTRA_HOST, NetworkMode: network.name },
    });
    const debug = await openDebug(bench, target, { allow: ['engine', 'image', 'network', 'process', 'ptrace'] });
    const through = { view: 'target', tier: 'ptrace', matched: true } as const;
    const seen = got(await debug.views.run(commandOf(['getent', 'ahosts', 'only-in-hosts.test'], through)));
    expect(seen.evidence.exitCode).toBe(2);
    expect(got(await debug.views.run(commandOf(['getent', 'ahosts', '127.0.0.1'], through))).evidence.exitCode).toBe(0);
    const environ = got(await debug.views.run(commandOf(['cat', '/proc/1/environ'], { tier: 'ptrace' })));
    expect(environ.evidence.stdout).toContain('PATH=');
    const { left, before, after } = await debug.close();
    expect(left).toEqual([]);
    expect(after).toEqual(before);
  });

  it('are another’s matter on a distroless, read-only, non-root target; everything else answers', async () => {
    const network = await bench.network();
    const target = await bench.container({
      image: imageRef('distroless:1'),
      network,
      user: '1000:1000',
      host: { NetworkMode: network.name, ReadonlyRootfs: true, CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'] },
    });
    const debug = await openDebug(bench, target);
    const own = (await debug.views.run(ahosts(target.name))) as Unavailable;
    expect(own).toMatchObject({ ok: false, kind: 'missing', reason: 'the target’s image has no getent' });
    const matched = got(await debug.views.run(commandOf(['getent', 'ahosts', target.name], { matched: true })));
    expect(matched.libcMatched).toBe(true);
    expect(matched.evidence.stdout).toContain('STREAM');
    const listed = got(await debug.views.run(commandOf(['ldd', '/app/service'], { view: 'image', tier: 'image' })));
    expect(listed.evidence.stdout).toContain('libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6');
    const limits = got(await debug.views.run(commandOf(['cat', '/proc/1/limits'], { tier: 'process' })));
    expect(limits.evidence.stdout).toContain('Max open files');
    got(await debug.views.dialler());
    const { left, before, after } = await debug.close();
    expect(left).toEqual([]);
    expect(after).toEqual(before);
  });
});
