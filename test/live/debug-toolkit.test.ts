import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Command } from '../../src/commands/io.ts';
import { sweep } from '../../src/commands/sweep.ts';
import { toolkit } from '../../src/commands/toolkit.ts';
import { type Bench, openBench } from '../lab/containers.ts';
import { labEngine } from '../lab/engine.ts';
import { imageRef, muslImage } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import { until } from '../lab/wait.ts';
import { commandOf, got, openDebug } from './debug-bench.ts';

/** Runs a command of walkdown's in this process against the lab's engine. */
async function walkdown(
  command: Command,
  ...args: string[]
): Promise<{ status: number; stdout: string; stderr: string }> {
  const { host } = await labEngine();
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said = { stdout: '', stderr: '' };
  stdout.on('data', (chunk) => (said.stdout += String(chunk)));
  stderr.on('data', (chunk) => (said.stderr += String(chunk)));
  const io = { stdin: process.stdin, stdout, stderr, env: process.env };
  const status = await command([...args, '--host', host], io).catch(
    (error: { exitStatus?: number; message: string }) => {
      said.stderr += error.message;
      return error.exitStatus ?? 99;
    },
  );
  return { status, ...said };
}

describeLive('toolkits', () => {
  let bench: Bench;
  const built = new Set<string>();
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(async () => {
    for (const ref of built) {
      // Another test's sidecar may be of it just now, for as long as its walk takes.
      const removed = async (): Promise<boolean> => {
        const { status, stderr } = await walkdown(toolkit, 'remove', ref);
        return status === 0 || stderr.includes('no toolkit is called');
      };
      await until(`${ref} to be removed`, removed, 90_000);
    }
    await bench.close();
  });

  async function build(...args: string[]) {
    const result = await walkdown(toolkit, 'build', ...args);
    const ref = /^walkdown-toolkit:\S+/m.exec(result.stdout)?.[0] ?? '';
    if (ref !== '') built.add(ref);
    return { ...result, ref };
  }

  it('of musl is made from this machine, matches, and does what a walk asks for', async () => {
    const { status, ref } = await build('musl');
    expect(status).toBe(0);
    const network = await bench.network();
    const echo = await bench.container({
      image: imageRef('debian-net:bookworm'),
      name: 'echo',
      network,
      address: 7,
      cmd: [
        'python3',
        '-c',
        'import socket\nu = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\nu.bind(("", 7))\nprint("ready", flush=True)\nwhile True:\n  d, a = u.recvfrom(999)\n  u.sendto(b"<" + d + b">", a)',
      ],
    });
    const target = await bench.container({
      image: await muslImage(bench.docker),
      network,
      user: '1000:1000',
      cmd: ['sleep', '600'],
    });
    await echo.untilLog('ready');
    const debug = await openDebug(bench, target, { config: { askedFor: ref } });
    const found = got(await debug.views.run(commandOf(['getent', 'ahosts', echo.name], { matched: true })));
    expect(found.evidence.stdout).toContain(`${network.address(7)}`);
    const timed = got(await debug.views.run(commandOf(['walkdown-resolve', '-n', '3', echo.name], { matched: true })));
    const lines = timed.evidence.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { ns: number; addresses: string[] });
    expect(lines.length).toBe(3);
    expect(lines[0]?.addresses).toEqual([network.address(7)]);
    const ended = got(
      await debug.views.run(commandOf(['walkdown-run', '-t', '200', '--', 'sh', '-c', 'sleep 30 & sleep 30'])),
    );
    expect(ended.evidence.exitCode).toBe(124);
    expect(ended.evidence.durationMs).toBeLessThan(5_000);
    const dialler = got(await debug.views.dialler());
    const stream = got(await dialler.open('udp', network.address(7), 7));
    const datagrams: string[] = [];
    stream.on('data', (chunk) => datagrams.push(String(chunk)));
    for (const word of ['one', 'two', 'three']) stream.write(word);
    await vi.waitFor(() => expect(datagrams).toEqual(['<one>', '<two>', '<three>']), 5_000);
    stream.destroy();
    const environ = got(await debug.views.run(commandOf(['cat', '/proc/1/environ'], { tier: 'process' })));
    expect(environ.evidence.stdout).toContain('PATH=');
    expect((await debug.close()).left).toEqual([]);
  });

  it('of an image on the engine has its libc, its tools and ours', async () => {
    const base = await muslImage(bench.docker);
    const { status, ref } = await build('musl', '--base', base);
    expect(status).toBe(0);
    const { stdout } = await walkdown(toolkit, 'list', '--format', 'json');
    const { toolkits } = JSON.parse(stdout) as {
      toolkits: { ref: string; base: string; tools: Record<string, string> }[];
    };
    const one = toolkits.find((each) => each.ref === ref);
    expect(one?.base).toMatch(/@sha256:/);
    expect(Object.keys(one?.tools ?? {})).toEqual(
      expect.arrayContaining(['walkdown-pipe', 'walkdown-resolve', 'walkdown-run']),
    );
    const debug = await openDebug(bench, { image: ref });
    expect(debug.target.libc.family).toBe('musl');
    await debug.close();
  });

  it('of glibc brings this machine’s openssl and curl along, and their libraries', async () => {
    const { status, ref, stdout } = await build('glibc');
    expect(status).toBe(0);
    expect(stdout).toMatch(/openssl 3\./);
    const target = await bench.container({ image: imageRef('distroless:1'), name: 'glibc' });
    const debug = await openDebug(bench, target, { config: { askedFor: ref } });
    for (const argv of [
      ['openssl', 'version'],
      ['curl', '--version'],
      ['bash', '-c', 'echo ok'],
    ]) {
      expect(got(await debug.views.run(commandOf(argv))).evidence.exitCode).toBe(0);
    }
    expect(
      got(await debug.views.run(commandOf(['getent', 'ahosts', 'localhost'], { matched: true }))).evidence.exitCode,
    ).toBe(0);
    expect((await debug.close()).left).toEqual([]);
  });

  it('goes to another host as one file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'walkdown-toolkit-'));
    try {
      const { ref } = await build('musl');
      const file = join(folder, 'toolkits.tar');
      expect((await walkdown(toolkit, 'save', file, ref)).status).toBe(0);
      expect(statSync(file).size).toBeGreaterThan(100_000);
      expect((await walkdown(toolkit, 'remove', ref)).stdout).toContain(`removed ${ref}`);
      expect((await walkdown(toolkit, 'list')).stdout).not.toContain(ref);
      const loaded = await walkdown(toolkit, 'load', file);
      expect(loaded.status).toBe(0);
      expect(loaded.stdout).toContain(ref);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is not made of what does not fit, and says so in a line', async () => {
    const wrong = await build('glibc', '--base', await muslImage(bench.docker));
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain('not glibc');
    const absent = await build('musl', '--base', 'not-there:1');
    expect(absent).toMatchObject({ status: 1 });
    expect(absent.stderr).toContain('not on this engine; docker pull not-there:1');
    expect((await walkdown(toolkit, 'build', 'uclibc')).status).toBe(2);
    expect((await walkdown(toolkit, 'frobnicate')).status).toBe(2);
    expect((await walkdown(toolkit, 'remove', 'nothing')).status).toBe(1);
  });
});

describeLive('sweeping', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('removes what is over by the engine’s clock, and leaves what lives', async () => {
    const at = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();
    const ours = (session: string, expires: string) => ({
      'io.walkdown.session': session,
      'io.walkdown.role': 'probe',
      'io.walkdown.operator': 'somebody',
      'io.walkdown.expires': expires,
    });
    const make = (name: string, labels: Record<string, string>, start: boolean) =>
      bench.container({ image: imageRef('debian:bookworm'), name, labels, cmd: ['sleep', '600'], start });
    const over = await make('over', ours('earlier', at(-60)), false);
    const running = await make('running', ours('earlier', at(-1)), true);
    const live = await make('live', ours('a-colleague', at(600)), true);
    const odd = await make('odd', ours('odd', 'next tuesday'), false);
    const foreign = await make('foreign', {}, true);
    const { status, stdout } = await walkdown(sweep);
    expect(status).toBe(0);
    expect(stdout).toContain(over.name);
    expect(stdout).toContain('of somebody, until');
    for (const gone of [over, running]) await expect(gone.inspect()).rejects.toMatchObject({ statusCode: 404 });
    for (const there of [live, odd, foreign]) expect((await there.inspect()).Id).toBe(there.id);
  });
});
