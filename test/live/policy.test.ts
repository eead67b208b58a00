import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { setUp } from '../gym/set-up.ts';
import { imageRef } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import { type Standing, stand } from '../lab/scenario.ts';
import { ownHome, PROGRAM, type Ran } from './program.ts';

const POLICY_DIR = '/etc/walkdown';

let own: ReturnType<typeof ownHome>;
let standing: Standing | null = null;
let server: Server | null = null;
let madeDir = false;

beforeEach(() => {
  own = ownHome();
  madeDir = !existsSync(POLICY_DIR);
  if (madeDir) mkdirSync(POLICY_DIR);
});
afterEach(async () => {
  await standing?.cleanup();
  standing = null;
  server?.close();
  server = null;
  own.remove();
  if (madeDir) rmdirSync(POLICY_DIR);
});

/** Runs walkdown where /etc/walkdown/policy.yaml says this, in a mount namespace of its own: nobody else sees the file. */
function underPolicy(policy: string, args: readonly string[]): Promise<Ran> {
  const file = join(own.home, 'policy-of-the-test.yaml');
  writeFileSync(file, policy);
  const script = `mount -t tmpfs tmpfs ${POLICY_DIR} && cp "$0" ${POLICY_DIR}/policy.yaml && exec "$@"`;
  const words = ['--mount', 'sh', '-c', script, file, process.execPath, PROGRAM, ...args];
  const env = { ...process.env, WALKDOWN_HOME: own.home };
  return new Promise((resolve) => {
    execFile('unshare', words, { env, timeout: 120_000, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

interface Post {
  readonly text: string;
  readonly action: 'create' | 'start' | 'command';
}

async function webhook(): Promise<{ url: string; posts: Post[] }> {
  const posts: Post[] = [];
  const made = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      posts.push(JSON.parse(body));
      response.end();
    });
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(made.address() as AddressInfo).port}/`, posts };
}

describeLive('root’s policy', () => {
  it('has a webhook told of every container and command of ours', async () => {
    standing = await stand(setUp('job-that-ended'));
    const target = await standing.bench.container({
      image: await imageRef('debian:bookworm'),
      cmd: ['sleep', '600'],
      env: { UPSTREAM: 'http://api.internal.test:9/' },
    });
    const { url, posts } = await webhook();
    const args = ['run', target.name, '--format', 'json', '--debug-image', await imageRef('debian:bookworm')];
    const ran = await underPolicy(`tell: "${url}"\nmustTell: true\n`, args);
    expect(ran.stderr).toBe('');
    const report = JSON.parse(ran.stdout);
    expect(report.interference.made.length).toBeGreaterThan(0);
    const made = posts.filter(({ action }) => action !== 'command');
    expect(made).toHaveLength(report.interference.made.length);
    expect(posts.some(({ action }) => action === 'command')).toBe(true);
    expect(posts.some(({ text }) => text.includes('getent ahosts api.internal.test'))).toBe(true);
    for (const { text } of posts) expect(text).toContain(`for ${target.name}`);
  });

  it('that cannot be told, as it must be, has nothing of ours made; the engine still answers', async () => {
    standing = await stand(setUp('job-that-ended'));
    const target = await standing.bench.container({ image: await imageRef('debian:bookworm'), cmd: ['sleep', '600'] });
    const ran = await underPolicy('tell: "http://127.0.0.1:1/"\nmustTell: true\n', [
      'run',
      target.name,
      '--format',
      'json',
    ]);
    const report = JSON.parse(ran.stdout);
    expect(report.interference.made).toEqual([]);
    expect(report.target.libc.family).toBe('glibc');
    expect(JSON.stringify(report.notChecked)).toContain('the policy wants this told');
  });

  it('that allows the engine alone has nothing created, not even to read a file', async () => {
    standing = await stand(setUp('job-that-ended'));
    const target = await standing.bench.container({
      image: await imageRef('debian:bookworm'),
      cmd: ['sleep', '600'],
      start: false,
    });
    const ran = await underPolicy('highestTier: engine\n', ['run', target.name, '--format', 'json']);
    const report = JSON.parse(ran.stdout);
    expect(report.interference).toMatchObject({ made: [], leftBehind: [], targetChanged: false });
    expect(report.rootCauses).toEqual([]);
    expect(report.notChecked.length).toBeGreaterThan(0);
  });
});
