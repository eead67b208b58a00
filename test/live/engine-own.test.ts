import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { TunnelStream } from '../../src/engine/own-tunnel.ts';
import { describeLive } from '../lab/live.ts';
import { eventually } from '../lab/wait.ts';
import { type EngineBench, got, openEngineBench, specOf } from './engine-bench.ts';

const limits = { timeoutMs: 5_000, keepBytes: 64_000 };

describeLive('containers of ours', () => {
  let on: EngineBench;
  beforeAll(async () => {
    on = await openEngineBench();
  });
  afterAll(() => on.close());

  /** Ids of what this session has on the engine, in whatever state. */
  async function mine(): Promise<string[]> {
    const all = await on.engine.listOwn();
    return all.filter((one) => one.labels['io.walkdown.session'] === on.session.session).map((one) => one.id);
  }

  async function keeper(image: string, more = {}): Promise<string> {
    return got(await on.engine.startOwn(specOf(image, ['sleep', '60'], { role: 'sidecar', ...more })));
  }

  it('runs a command in a container of its own, and nothing is left', async () => {
    const result = got(
      await on.engine.runOwn(specOf(on.glibc, ['sh', '-c', 'echo out; echo err >&2; exit 3']), limits),
    );
    expect(result).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'err\n', timedOut: false, truncated: false });
    await vi.waitFor(async () => expect(await mine()).toEqual([]), { timeout: 5_000 });
  });

  it('gives a run its standard input', async () => {
    const input = Buffer.from('a secret\n'.repeat(20_000));
    const result = got(await on.engine.runOwn(specOf(on.musl, ['sh', '-c', 'wc -c; id -u']), limits, input));
    expect(result.stdout.split(/\s+/).filter(Boolean)).toEqual([String(input.length), '65534']);
  });

  it('keeps the output of what does not read its input to the end', async () => {
    const much = Buffer.alloc(2_000_000, 'x');
    const argv = ['sh', '-c', 'head -c 3; echo; echo done'];
    expect(got(await on.engine.runOwn(specOf(on.glibc, argv), limits, much))).toMatchObject({
      exitCode: 0,
      stdout: 'xxx\ndone\n',
    });
    const id = await keeper(on.glibc);
    expect(got(await on.engine.execOwn(id, { argv }, limits, much))).toMatchObject({
      exitCode: 0,
      stdout: 'xxx\ndone\n',
    });
    await on.engine.removeOwn(id);
  });

  it('says which program is not there, and leaves nothing', async () => {
    const answer = await on.engine.runOwn(specOf(on.glibc, ['/no/such/program']), limits);
    expect(answer).toMatchObject({ ok: false, kind: 'missing' });
    expect(answer.ok ? '' : answer.reason).toContain('/no/such/program');
    await vi.waitFor(async () => expect(await mine()).toEqual([]), { timeout: 5_000 });
  });

  it('ends a run at its time limit and when it is cancelled', async () => {
    const late = got(
      await on.engine.runOwn(specOf(on.glibc, ['sh', '-c', 'echo first; sleep 100']), { ...limits, timeoutMs: 700 }),
    );
    expect(late).toMatchObject({ timedOut: true, cancelled: false, exitCode: null, stdout: 'first\n' });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 400);
    const cancelled = got(
      await on.engine.runOwn(specOf(on.glibc, ['sleep', '100']), { ...limits, signal: stop.signal }),
    );
    expect(cancelled).toMatchObject({ timedOut: false, cancelled: true, exitCode: null });
    await vi.waitFor(async () => expect(await mine()).toEqual([]), { timeout: 2_000 });
  });

  it('leaves nothing when it is cancelled while the container is being made', async () => {
    const stop = new AbortController();
    const running = on.engine.runOwn(specOf(on.glibc, ['sleep', '100']), { ...limits, signal: stop.signal });
    stop.abort();
    expect(got(await running).cancelled).toBe(true);
    await vi.waitFor(async () => expect(await mine()).toEqual([]), { timeout: 2_000 });
  });

  it('runs commands in a started container, many at once, each with its own output', async () => {
    for (const image of [on.glibc, on.musl]) {
      const id = await keeper(image);
      const answers = await Promise.all(
        [0, 1, 2, 3].map((n) =>
          on.engine.execOwn(
            id,
            { argv: ['sh', '-c', `echo $WORD; echo no >&2; exit ${n}`], env: [`WORD=w${n}`] },
            limits,
          ),
        ),
      );
      expect(answers.map(got)).toMatchObject(
        [0, 1, 2, 3].map((n) => ({ exitCode: n, stdout: `w${n}\n`, stderr: 'no\n' })),
      );
      const echoed = got(await on.engine.execOwn(id, { argv: ['cat'] }, limits, Buffer.from('through cat')));
      expect(echoed.stdout).toBe('through cat');
      expect(await on.engine.execOwn(id, { argv: ['nothing-here'] }, limits)).toMatchObject({
        ok: false,
        kind: 'missing',
      });
      await on.engine.removeOwn(id);
    }
    expect(await mine()).toEqual([]);
  });

  it('ends a command with all that it started, at its time limit and when it is cancelled', async () => {
    for (const image of [on.glibc, on.musl]) {
      const id = await keeper(image);
      const argv = ['sh', '-c', 'sleep 87 & (sleep 88; :) & trap "" TERM; echo begun; sleep 89; :'];
      const late = got(await on.engine.execOwn(id, { argv }, { ...limits, timeoutMs: 600 }));
      expect(late).toMatchObject({ timedOut: true, exitCode: null, stdout: 'begun\n' });
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 300);
      const cancelled = got(await on.engine.execOwn(id, { argv }, { ...limits, signal: stop.signal }));
      expect(cancelled).toMatchObject({ timedOut: false, cancelled: true });
      const rows = got(await on.engine.processes(id)).map((row) => row.command);
      expect(rows.filter((command) => /sleep 8[789]/.test(command))).toEqual([]);
      // The container itself is still of use.
      expect(got(await on.engine.execOwn(id, { argv: ['echo', 'on'] }, limits)).stdout).toBe('on\n');
      await on.engine.removeOwn(id);
    }
  });

  it('leaves a guard with a command that ends it when nobody is left to, where the image has one', async () => {
    const id = await keeper(on.glibc);
    const stop = new AbortController();
    const running = on.engine.execOwn(id, { argv: ['sleep', '83'] }, { ...limits, signal: stop.signal });
    await vi.waitFor(async () => {
      const rows = got(await on.engine.processes(id)).map((row) => row.command);
      expect(rows).toContain('/usr/bin/timeout -s KILL 8 sleep 83');
    });
    stop.abort();
    expect(got(await running).cancelled).toBe(true);
    await on.engine.removeOwn(id);
  });

  it('removes the container where a command cannot be ended inside it', async () => {
    const ref = await on.bench.image({
      name: 'no-shell',
      from: 'walkdown-lab/alpine-like:1',
      run: ['rm /bin/sh /bin/ash'],
    });
    const id = await keeper((await on.bench.docker.getImage(ref).inspect()).Id);
    const late = got(await on.engine.execOwn(id, { argv: ['sleep', '99'] }, { ...limits, timeoutMs: 300 }));
    expect(late.timedOut).toBe(true);
    expect(await mine()).not.toContain(id);
    expect(await on.engine.execOwn(id, { argv: ['echo'] }, limits)).toMatchObject({ ok: false, kind: 'gone' });
  });

  it('carries bytes both ways through a command, and half-closes', async () => {
    const id = await keeper(on.musl);
    const tunnel = got(await on.engine.tunnelOwn(id, ['sh', '-c', 'cat; echo over >&2; echo end']));
    const parts: Buffer[] = [];
    tunnel.on('data', (chunk: Buffer) => parts.push(chunk));
    const big = Buffer.alloc(1 << 20, 'x');
    tunnel.write('hello ');
    tunnel.end(big);
    await new Promise((resolve) => tunnel.once('end', resolve));
    const all = Buffer.concat(parts).toString();
    expect(all.length).toBe(6 + big.length + 4);
    expect(all.endsWith('end\n')).toBe(true);
    expect(tunnel instanceof TunnelStream && tunnel.stderrText).toBe('over\n');

    const hanging = got(await on.engine.tunnelOwn(id, ['sleep', '86']));
    await eventually(async () => {
      expect(got(await on.engine.processes(id)).some((row) => row.command.includes('sleep 86'))).toBe(true);
    });
    hanging.destroy();
    await vi.waitFor(
      async () => {
        expect(got(await on.engine.processes(id)).some((row) => row.command.includes('sleep 86'))).toBe(false);
      },
      { timeout: 3_000 },
    );
    await on.engine.removeOwn(id);
  });

  it('tells at once when its container ends with the target whose processes it shares', async () => {
    const target = await on.bench.container({ image: on.musl, name: 'shared', cmd: ['sleep', '60'] });
    const id = await keeper(on.musl, { joinPidsOf: target.id, joinNetworkOf: target.id });
    const tunnel = got(await on.engine.tunnelOwn(id, ['cat']));
    const broken = new Promise<Error>((resolve) => tunnel.once('error', resolve));
    const from = performance.now();
    const running = on.engine.execOwn(id, { argv: ['sleep', '50'] }, { ...limits, timeoutMs: 15_000 });
    await eventually(async () => {
      expect(got(await on.engine.processes(id)).some((row) => row.command === 'sleep 50')).toBe(true);
    });
    await target.container.kill();
    expect(await running).toMatchObject({ ok: false, kind: 'gone' });
    expect((await broken).message).toMatch(/container ended/);
    expect(performance.now() - from).toBeLessThan(8_000);
    expect(await on.engine.execOwn(id, { argv: ['true'] }, limits)).toMatchObject({ ok: false, kind: 'gone' });
  });

  it('neither runs in nor removes a container that is not ours', async () => {
    const other = await on.bench.container({ image: on.glibc, cmd: ['sleep', '60'], name: 'other' });
    expect(await on.engine.execOwn(other.id, { argv: ['true'] }, limits)).toMatchObject({ ok: false, kind: 'refused' });
    expect(await on.engine.tunnelOwn(other.id, ['true'])).toMatchObject({ ok: false, kind: 'refused' });
    await expect(on.engine.removeOwn(other.id)).rejects.toThrow(/not one of ours/);
    expect((await on.bench.docker.getContainer(other.id).inspect()).State.Running).toBe(true);
  });
});
