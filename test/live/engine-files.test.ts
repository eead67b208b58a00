import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TreeEntry } from '../../src/engine/engine.ts';
import { describeLive } from '../lab/live.ts';
import { type EngineBench, got, openEngineBench, specOf } from './engine-bench.ts';

describeLive('files of a container', () => {
  let on: EngineBench;
  let target: string;
  beforeAll(async () => {
    on = await openEngineBench();
    const ref = await on.bench.image({
      name: 'links',
      from: 'walkdown-lab/debian:bookworm',
      files: {
        '/data/v2/file.txt': { content: 'second version\n', mode: 0o640 },
        '/data/current': { link: 'v2' },
        '/srv/app': { link: '/data/current' },
        '/srv/up': { link: '../../../../data/current/../current/file.txt' },
        '/srv/gone': { link: '/nowhere/at/all' },
        '/srv/loop-a': { link: 'loop-b' },
        '/srv/loop-b': { link: '/srv/loop-a' },
      },
    });
    target = (await on.bench.container({ image: ref, name: 'links', cmd: ['sleep', '100'] })).id;
  });
  afterAll(() => on.close());

  const read = (path: string, maxBytes = 10_000, id = target) => on.engine.readFile(id, path, { maxBytes });

  it('reads through symlinks of every kind, without leaving the container', async () => {
    for (const path of [
      '/data/v2/file.txt',
      '/data/current/file.txt',
      '/srv/app/file.txt',
      '/srv/up',
      '/srv/../srv//app/./file.txt',
    ]) {
      const file = got(await read(path));
      expect(file).toMatchObject({ path: '/data/v2/file.txt', truncated: false, uid: 0, gid: 0 });
      expect(file.bytes.toString()).toBe('second version\n');
      expect(file.stat).toMatchObject({ kind: 'file', sizeBytes: 15, mode: 0o640 });
    }
    // /bin is a symlink of a merged /usr, and sh another.
    expect(got(await read('/bin/sh', 4))).toMatchObject({
      path: '/usr/bin/dash',
      bytes: Buffer.from('\x7fELF'),
      truncated: true,
    });
  });

  it('says what is missing, and through which link', async () => {
    expect(await read('/srv/nothing')).toMatchObject({
      ok: false,
      kind: 'missing',
      reason: '/srv/nothing is not there',
    });
    expect(await read('/srv/gone')).toMatchObject({
      ok: false,
      kind: 'missing',
      reason: expect.stringContaining('there is no /nowhere (/srv/gone leads there)'),
    });
    expect(await read('/srv/loop-a')).toMatchObject({ ok: false });
    expect(await read('/etc')).toMatchObject({ ok: false, kind: 'missing', reason: '/etc is a directory' });
    expect(await read('/etc/passwd/x')).toMatchObject({ ok: false, kind: 'missing' });
    expect(await read('/proc/1/environ')).toMatchObject({ ok: false, kind: 'unsupported' });
    expect(await read('/etc/passwd', 10, 'f'.repeat(64))).toMatchObject({ ok: false, kind: 'gone' });
    expect(await read('/etc/passwd', 10, '../images')).toMatchObject({ ok: false, kind: 'gone' });
  });

  it('describes a path as it is, a symlink as it is written', async () => {
    expect(got(await on.engine.stat(target, '/data/current'))).toMatchObject({ kind: 'symlink', linkTarget: 'v2' });
    expect(got(await on.engine.stat(target, '/tmp'))).toMatchObject({ kind: 'directory', mode: 0o1777 });
    expect(await on.engine.stat(target, '/srv/nothing')).toMatchObject({ ok: false, kind: 'missing' });
  });

  it('changes nothing in what it reads, and reads on when it is stopped', async () => {
    expect(got(await read('/etc/resolv.conf')).path).toBe('/etc/resolv.conf');
    expect(got(await on.engine.changes(target))).toEqual([]);
    const stopped = await on.bench.container({ image: on.musl, name: 'stopped', cmd: ['true'] });
    await stopped.untilState('exited');
    expect(got(await read('/etc/alpine-release', 100, stopped.id)).bytes.toString()).toMatch(/^\d/);
    expect(got(await on.engine.changes(stopped.id))).toEqual([]);
  });

  it('does not read a container that never started where that would make its mount points', async () => {
    const data = on.bench.file('data', 'x');
    const mounted = await on.bench.container({
      image: on.musl,
      name: 'unstarted',
      mounts: { [data]: '/new/place/file' },
      start: false,
    });
    expect(await read('/etc/alpine-release', 100, mounted.id)).toMatchObject({ ok: false, kind: 'unsupported' });
    expect(await on.engine.stat(mounted.id, '/etc')).toMatchObject({ ok: false, kind: 'unsupported' });
    expect(got(await on.engine.changes(mounted.id))).toEqual([]);
    const bare = await on.bench.container({ image: on.musl, name: 'bare', start: false });
    expect(got(await read('/etc/alpine-release', 100, bare.id)).truncated).toBe(false);
    expect(got(await on.engine.changes(bare.id))).toEqual([]);
  });

  it('does not hold up a big file: the container can be looked at and stopped at once', async () => {
    const big = await on.bench.container({
      image: on.glibc,
      name: 'big',
      cmd: ['sh', '-c', 'head -c 200000000 /dev/zero > /big; echo ready; sleep 100'],
    });
    await big.untilLog('ready');
    const from = performance.now();
    const reads = [1, 2, 3].map(() => read('/big', 4_096, big.id));
    await big.container.stop({ t: 0 });
    for (const answer of await Promise.all(reads)) expect(got(answer)).toMatchObject({ truncated: true });
    expect(performance.now() - from).toBeLessThan(4_000);
  });

  it('walks a tree of an image in a container of ours that never runs', async () => {
    const id = got(await on.engine.createOwn(specOf(on.musl, ['/x'])));
    const seen = new Map<string, TreeEntry>();
    const walk = (path: string, maxEntries = 10_000) =>
      on.engine.walkTree(id, path, { headBytes: 4, maxEntries }, (entry) => void seen.set(entry.path, entry));
    const whole = got(await walk('/'));
    expect(whole).toEqual({ entries: seen.size, truncated: false });
    expect(seen.get('/bin/busybox')).toMatchObject({ kind: 'file', head: Buffer.from('\x7fELF') });
    expect(seen.get('/etc/ssl/cert.pem')).toMatchObject({ kind: 'symlink', linkTarget: 'certs/ca-certificates.crt' });
    expect(seen.get('/tmp')).toMatchObject({ kind: 'directory', mode: 0o1777 });
    expect(seen.get('/')).toMatchObject({ kind: 'directory' });
    seen.clear();
    got(await walk('/etc/ssl'));
    expect([...seen.keys()].sort()).toEqual([
      '/etc/ssl',
      '/etc/ssl/cert.pem',
      '/etc/ssl/certs',
      '/etc/ssl/certs/ca-certificates.crt',
    ]);
    expect(got(await walk('/', 5))).toEqual({ entries: 5, truncated: true });
    expect(await walk('/etc/passwd')).toMatchObject({ ok: false, kind: 'missing' });
    await on.engine.removeOwn(id);
  });
});
