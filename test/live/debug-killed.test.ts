import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { sweep } from '../../src/debug/sweep.ts';
import { connectEngine } from '../../src/engine/connect.ts';
import { type Bench, openBench } from '../lab/containers.ts';
import { labEngine } from '../lab/engine.ts';
import { imageRef } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import { oursLeft, type Target } from '../lab/target.ts';
import { until } from '../lab/wait.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** Below node_modules, so that it finds dockerode as the program does. */
const VICTIM = join(ROOT, 'node_modules', `.walkdown-victim-${process.pid}.mjs`);
const LIFE_SECONDS = 6;

describeLive('walkdown killed with kill -9', () => {
  let bench: Bench;
  let target: Target;
  beforeAll(async () => {
    await build({
      entryPoints: [join(import.meta.dirname, 'debug-victim.mts')],
      outfile: VICTIM,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      logLevel: 'error',
    });
  });
  afterAll(() => rmSync(VICTIM, { force: true }));
  beforeEach(async () => {
    bench = await openBench();
    target = await bench.container({ image: imageRef('debian:bookworm'), user: '1000:1000', cmd: ['sleep', '600'] });
  });
  afterEach(() => bench.close());

  /** Resolves when the victim has said all of it. */
  async function said(victim: ChildProcess, words: readonly string[]): Promise<void> {
    let text = '';
    victim.stdout?.on('data', (chunk) => (text += String(chunk)));
    const all = async () => words.every((one) => text.includes(one));
    await until(`the victim to say ${words.join(', ')}`, all, 60_000);
  }

  for (const [stage, words] of [
    ['before it makes anything', ['ready']],
    ['with a container created and not started', ['made probe image']],
    ['while it makes sidecars', ['made sidecar']],
    ['with a capture under way', ['made sidecar capture']],
    ['with a clone running', ['made clone clone']],
    [
      'with commands running in all of them',
      ['made sidecar network', 'made sidecar process', 'made sidecar capture', 'made clone'],
    ],
  ] as const) {
    it(`${stage} leaves nothing running after its time, and nothing at all after a sweep`, async () => {
      const before = await target.snapshot();
      const { docker, host } = await labEngine();
      const session = `debug-killed-${bench.run}-${stage.replaceAll(' ', '-')}`;
      const victim = spawn(process.execPath, [VICTIM, host, session, target.name, String(LIFE_SECONDS)]);
      await said(victim, words);
      victim.kill('SIGKILL');
      const engine = await connectEngine({ host });
      const own = async () => (await engine.listOwn()).filter((one) => one.labels['io.walkdown.session'] === session);
      await until(
        'what runs to end by itself',
        async () => (await own()).every((one) => one.state !== 'running'),
        30_000,
      );
      await until('the sweep to find them over', async () => {
        await sweep(engine);
        return (await own()).length === 0;
      });
      await engine.close();
      expect(await oursLeft(docker, session)).toEqual([]);
      expect(await target.snapshot()).toEqual(before);
    });
  }
});
