import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Bench, openBench } from '../lab/containers.ts';
import { imageRef, muslImage } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import { commandOf, got, openDebug } from './debug-bench.ts';
import { CRAFTED, compiled, craftedLoader, withCraftedLoader } from './debug-programs.ts';

const ldd = (file: string) => commandOf(['ldd', file], { view: 'image', tier: 'image', matched: true });

describeLive('the image view', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('lists what a program needs with the image’s own loader, all that is missing too', async () => {
    const app = await compiled(
      'int foo(void); int main(void) { return foo(); }',
      'gcc',
      '-Wl,--unresolved-symbols=ignore-all',
      '-Wl,--no-as-needed',
      '-lz',
    );
    const image = await bench.image({
      name: 'app:1',
      from: imageRef('debian:bookworm'),
      files: { '/app/app': { content: app, mode: 0o755 } },
      run: ['rm -f /usr/lib/x86_64-linux-gnu/libz.so*'],
      cmd: ['/app/app'],
    });
    const debug = await openDebug(bench, { image });
    const seen = got(await debug.views.run(ldd('/app/app')));
    expect(seen.evidence.stdout).toMatch(/libz\.so\.1 => not found/);
    expect(seen.evidence.stdout).toMatch(/libc\.so\.6 => \/lib/);
    expect(seen.libcMatched).toBe(true);
    expect(seen.evidence.byHand).toContain('--network none');
    expect((await debug.close()).left).toEqual([]);
  });

  it('gives the target’s library path to the target’s loader, and nothing of the kind to our tools', async () => {
    const image = await bench.image({
      name: 'steered:1',
      from: imageRef('debian:bookworm'),
      files: {
        '/opt/own/libz.so.1': { content: await compiled('int z;', 'gcc', '-shared', '-fPIC', '-Wl,-soname,libz.so.1') },
        '/opt/own/app': {
          content: await compiled('int main(void) { return 0; }', 'gcc', '-Wl,--no-as-needed', '-lz'),
          mode: 0o755,
        },
      },
      run: ['rm -f /usr/lib/x86_64-linux-gnu/libz.so*'],
      env: { LD_PRELOAD: '/opt/own/evil.so', BASH_ENV: '/opt/own/evil.sh' },
      cmd: ['sleep', '600'],
    });
    const target = await bench.container({ image, env: { LD_LIBRARY_PATH: '/opt/own', RES_OPTIONS: 'ndots:3' } });
    const debug = await openDebug(bench, target, { config: { patterns: [] } });
    const listed = got(await debug.views.run(ldd('/opt/own/app')));
    expect(listed.evidence.stdout).toContain('libz.so.1 => /opt/own/libz.so.1');
    const own = await debug.views.run(commandOf(['env']));
    expect(got(own).evidence.stdout).toContain('RES_OPTIONS=ndots:3');
    expect(got(own).evidence.stdout).not.toMatch(/LD_|evil\.so|BASH_ENV=./);
    expect((await debug.close()).left).toEqual([]);
  });

  it('says that the loader is missing where musl’s ldd would say that all is well', async () => {
    const app = await compiled('int main(void) { return 0; }', 'gcc');
    const image = await bench.image({
      name: 'mismatch:1',
      from: await muslImage(bench.docker),
      files: { '/app': { content: app, mode: 0o755 } },
      cmd: ['/app'],
    });
    const target = await bench.container({ image });
    const debug = await openDebug(bench, target);
    const answer = await debug.views.run(ldd('/app'));
    expect(answer).toMatchObject({ ok: false, kind: 'missing' });
    expect(answer.ok ? '' : answer.reason).toContain('/lib64/ld-linux-x86-64.so.2');
    expect((await debug.close()).left).toEqual([]);
  });

  for (const [libc, compiler, base] of [
    ['glibc', 'gcc', async () => imageRef('debian:bookworm')],
    ['musl', 'musl-gcc', () => muslImage(bench.docker)],
  ] as const) {
    it(`never runs a crafted loader of a ${libc} program`, async () => {
      const image = await bench.image({
        name: 'crafted:1',
        from: await base(),
        files: {
          '/evil/ld.so': { content: await craftedLoader(), mode: 0o755 },
          '/app': { content: await withCraftedLoader(compiler), mode: 0o755 },
        },
        cmd: ['/app'],
      });
      const debug = await openDebug(bench, { image });
      const listed = got(await debug.views.run(ldd('/app')));
      expect(listed.evidence.stdout).not.toContain(CRAFTED);
      expect(listed.evidence.stdout).toMatch(libc === 'glibc' ? /libc\.so\.6 => \/lib/ : /libc\.so => /);
      expect(listed.evidence.byHand).toMatch(/--entrypoint \/lib(64)?\/ld-/);
      const executed = await debug.views.run(commandOf(['/app'], { view: 'image', tier: 'image' }));
      expect(executed).toMatchObject({ ok: false, kind: 'unsupported' });
      expect((await debug.close()).left).toEqual([]);
    });
  }

  it('reads a container that never started without making its mount points', async () => {
    const target = await bench.container({
      image: await muslImage(bench.docker),
      cmd: ['/bin/busybox'],
      host: { Mounts: [{ Type: 'volume', Source: '', Target: '/data/not-there-yet' }] },
      start: false,
    });
    const debug = await openDebug(bench, target);
    const listed = got(await debug.views.run(ldd('/bin/busybox')));
    expect(listed.evidence.stdout).toContain('libc.musl');
    const joined = await debug.views.run(commandOf(['true']));
    expect(joined).toMatchObject({ ok: false, kind: 'unsupported' });
    expect(got(await debug.engine.changes(target.id))).toEqual([]);
    const { left, before, after } = await debug.close();
    expect(left).toEqual([]);
    expect(after).toEqual(before);
  });

  it('tells the version of a runtime by the image’s own program', async () => {
    const debug = await openDebug(bench, { image: imageRef('debian-net:bookworm') });
    const seen = got(await debug.views.run(commandOf(['python3', '--version'], { view: 'image', tier: 'image' })));
    expect(seen.evidence.stdout).toMatch(/^Python 3\.11/);
    const none = await debug.views.run(commandOf(['node', '--version'], { view: 'image', tier: 'image' }));
    expect(none).toMatchObject({ ok: false, kind: 'missing', reason: 'the image has no node' });
    expect((await debug.close()).left).toEqual([]);
  });

  it('lists a file that only root may read', async () => {
    const image = await bench.image({
      name: 'private:1',
      from: imageRef('debian:bookworm'),
      files: { '/root/app': { content: await compiled('int main(void) { return 0; }', 'gcc'), mode: 0o700 } },
      run: ['chmod 700 /root'],
    });
    const debug = await openDebug(bench, { image });
    const seen = got(await debug.views.run(ldd('/root/app')));
    expect(seen.evidence.stdout).toContain('libc.so.6');
    expect((await debug.close()).left).toEqual([]);
  });
});
