import { afterEach, beforeEach, expect, it } from 'vitest';
import { wantedTier } from '../../src/debug/tier-rules.ts';
import type { Unavailable } from '../../src/engine/engine.ts';
import { type Bench, openBench } from '../lab/containers.ts';
import { imageRef, muslImage } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import { commandOf, got, openDebug } from './debug-bench.ts';

const readEnviron = commandOf(['cat', '/proc/1/environ'], { tier: 'process' });

describeLive('debug views at the process tier', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('reads a non-root, read-only target’s process as its own user, without capabilities', async () => {
    const target = await bench.container({
      image: imageRef('distroless:1'),
      env: { MARK: 'of-the-target' },
      user: '1234:4321',
      host: { ReadonlyRootfs: true, CapDrop: ['ALL'] },
    });
    const debug = await openDebug(bench, target);
    const seen = got(await debug.views.run(readEnviron));
    expect(seen.evidence.stdout).toContain('MARK=of-the-target');
    expect(seen.evidence.byHand).toContain('--user 1234:4321');
    const status = got(await debug.views.run(commandOf(['cat', '/proc/self/status'], { tier: 'process' })));
    expect(status.evidence.stdout).toMatch(/CapEff:\s+0{16}/);
    expect(status.evidence.stdout).toMatch(/NoNewPrivs:\s+1/);
    const { left, before, after } = await debug.close();
    expect(left).toEqual([]);
    expect(after).toEqual(before);
  });

  it('is blind on a root target, and says which tier is not', async () => {
    const target = await bench.container({ image: await muslImage(bench.docker), cmd: ['sleep', '600'] });
    const debug = await openDebug(bench, target);
    const answer = (await debug.views.run(readEnviron)) as Unavailable;
    expect(answer).toMatchObject({ ok: false, kind: 'refused' });
    expect(wantedTier(answer)).toBe('ptrace');
    expect((await debug.close()).left).toEqual([]);
  });

  it('picks the target’s own process in a pid namespace that it shares', async () => {
    const image = imageRef('debian:bookworm');
    const first = await bench.container({ image, name: 'first', user: '1000:1000', cmd: ['sleep', '600'] });
    const target = await bench.container({
      image,
      name: 'second',
      user: '2000:2000',
      cmd: ['sleep', '601'],
      host: { PidMode: `container:${first.id}` },
    });
    const debug = await openDebug(bench, target);
    const seen = got(await debug.views.run(commandOf(['cat', '/proc/1/cmdline'], { tier: 'process' })));
    expect(seen.evidence.stdout).toContain('601');
    expect(seen.evidence.byHand).toContain('--user 2000:2000');
    expect((await debug.close()).left).toEqual([]);
  });

  it('looks at the program behind an init', async () => {
    const target = await bench.container({
      image: imageRef('debian:bookworm'),
      user: '1000:1000',
      cmd: ['sleep', '602'],
      host: { Init: true },
    });
    const debug = await openDebug(bench, target);
    const seen = got(await debug.views.run(commandOf(['cat', '/proc/1/comm'], { tier: 'process' })));
    expect(seen.evidence.stdout).toBe('sleep\n');
    await debug.close();
  });

  it('refuses a target in the host’s pid namespace', async () => {
    const target = await bench.container({
      image: imageRef('debian:bookworm'),
      user: '1000:1000',
      cmd: ['sleep', '600'],
      host: { PidMode: 'host' },
    });
    const debug = await openDebug(bench, target, { allow: ['engine', 'image', 'network', 'process', 'ptrace'] });
    for (const tier of ['process', 'ptrace'] as const) {
      const answer = await debug.views.run(commandOf(['cat', '/proc/1/environ'], { tier }));
      expect(answer).toMatchObject({ ok: false, kind: 'refused' });
    }
    expect(debug.notices).toEqual([]);
    await debug.close();
  });

  it('has beside it the tiers that are asked for by name, each with its own capabilities and no more', async () => {
    const target = await bench.container({
      image: imageRef('debian:bookworm'),
      user: '1000:1000',
      cmd: ['sleep', '600'],
    });
    const debug = await openDebug(bench, target, { allow: ['engine', 'image', 'network', 'ptrace', 'capture'] });
    const capabilities = async (tier: 'network' | 'ptrace' | 'capture') => {
      const seen = got(
        await debug.views.run(
          commandOf(['grep', '-E', '^(CapEff|NoNewPrivs|Seccomp):', '/proc/self/status'], { tier }),
        ),
      );
      return seen.evidence.stdout.replace(/\s+/g, ' ').trim();
    };
    // NET_RAW is bit 13, SETGID 6; SYS_CHROOT 18, SYS_PTRACE 19, DAC_READ_SEARCH 2.
    expect(await capabilities('network')).toBe('CapEff: 0000000000000000 NoNewPrivs: 1 Seccomp: 2');
    expect(await capabilities('capture')).toBe('CapEff: 0000000000002040 NoNewPrivs: 1 Seccomp: 2');
    expect(await capabilities('ptrace')).toBe('CapEff: 00000000000c0004 NoNewPrivs: 1 Seccomp: 2');
    const denied = await debug.views.run(commandOf(['true'], { tier: 'process' }));
    expect(denied).toMatchObject({ ok: false, kind: 'refused' });
    const { left, before, after } = await debug.close();
    expect(left).toEqual([]);
    expect(after).toEqual(before);
  });
});
