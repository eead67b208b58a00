import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine, localSurroundings } from '../../src/engine/connect.ts';
import { labEngine } from '../lab/engine.ts';
import { describeLive } from '../lab/live.ts';
import { connectFailure, exerciseEngine, got, specOf, testLabels } from './engine-bench.ts';

const folder = mkdtempSync(join(tmpdir(), 'wd-connect-'));
const closers: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closers.reverse()) await close();
  rmSync(folder, { recursive: true, force: true });
});

async function listening(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve) => server.listen(path, resolve));
  closers.push(() => server.close());
}

describe('no engine', () => {
  it('that is there', async () => {
    expect(await connectFailure({ host: `unix://${folder}/none.sock` })).toMatch(
      /^no engine at unix:.*start Docker, or name another/,
    );
    writeFileSync(join(folder, 'file.sock'), '');
    expect(await connectFailure({ host: `unix://${folder}/file.sock` })).toMatch(/nothing listens|not a socket/);
    expect(await connectFailure({ host: 'tcp://127.0.0.1:1' })).toMatch(/nothing listens at tcp:\/\/127\.0\.0\.1:1/);
    expect(await connectFailure({ host: 'tcp://no-such-host.invalid:1' })).toMatch(/cannot be looked up/);
  });

  // A stand-in: the real engine cannot be made to hang on purpose without harm to the other tests.
  it('that answers: the wait has an end, and the line says so', async () => {
    const path = join(folder, 'hang.sock');
    const held: { destroy(): void }[] = [];
    await listening(
      createServer((socket) => void held.push(socket)),
      path,
    );
    closers.push(() => held.map((socket) => socket.destroy()));
    const from = performance.now();
    expect(await connectFailure({ host: `unix://${path}`, deadlineMs: 400 })).toMatch(
      /accepts the connection and does not answer \(no answer within 0\.4 s\).*restart the engine/,
    );
    expect(performance.now() - from).toBeLessThan(2_000);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    expect(await connectFailure({ host: `unix://${path}`, signal: stop.signal })).toMatch(/was cancelled/);
  });

  it('but something else', async () => {
    const web = join(folder, 'web.sock');
    await listening(
      createServer(
        (socket) => void socket.on('data', () => socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno')),
      ),
      web,
    );
    expect(await connectFailure({ host: `unix://${web}` })).toMatch(/is no container engine \(status 404\)/);
    const mail = join(folder, 'mail.sock');
    await listening(
      createServer((socket) => void socket.on('data', () => socket.end('220 hello\r\n'))),
      mail,
    );
    expect(await connectFailure({ host: `unix://${mail}` })).toMatch(/the connection to .* failed/);
    const old = join(folder, 'old.sock');
    const body = JSON.stringify({ ApiVersion: '1.39', MinAPIVersion: '1.12' });
    const answer = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nApi-Version: 1.39\r\n\r\n${body}`;
    await listening(
      createServer(
        (socket) =>
          void socket.on('data', (text) => socket.write(String(text).startsWith('GET /_ping') ? answer : answer)),
      ),
      old,
    );
    expect(await connectFailure({ host: `unix://${old}` })).toMatch(/speaks API 1\.39, and 1\.41 .* is needed/);
  });
});

describeLive('the way to an engine', () => {
  let socketPath = '';
  beforeAll(async () => {
    socketPath = new URL((await labEngine()).host).pathname;
  });

  it('is refused in words where the socket is not ours to use', async () => {
    if (process.getuid?.() !== 0) return;
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o755 });
    chmodSync(folder, 0o755);
    const path = join(closed, 'engine.sock');
    await listening(createServer(), path);
    chmodSync(path, 0o600);
    process.seteuid?.(65_534);
    try {
      expect(await connectFailure({ host: `unix://${path}` })).toMatch(
        /^no permission for unix:.*join the group of the socket/,
      );
    } finally {
      process.seteuid?.(0);
    }
  });

  it('is a Docker context, by name or as the current one', async () => {
    const config = join(folder, 'config');
    execFileSync('docker', ['context', 'create', 'lab-ctx', '--docker', `host=unix://${socketPath}`], {
      env: { ...process.env, DOCKER_CONFIG: config },
    });
    const around = { ...localSurroundings(), env: { DOCKER_CONFIG: config } };
    const byName = await connectEngine({ context: 'lab-ctx', surroundings: around });
    expect(byName.info).toMatchObject({ context: 'lab-ctx', host: `unix://${socketPath}` });
    await byName.close();
    execFileSync('docker', ['context', 'use', 'lab-ctx'], {
      env: { ...process.env, DOCKER_CONFIG: config, DOCKER_HOST: '' },
    });
    const current = await connectEngine({ surroundings: around });
    expect(current.info.context).toBe('lab-ctx');
    await current.close();
  });

  it('works as it is, whatever DOCKER_HOST of ours says', async () => {
    const kept = { ...process.env };
    try {
      process.env.DOCKER_HOST = 'tcp://127.0.0.1:1';
      process.env.DOCKER_CERT_PATH = '/no/such/place';
      const engine = await connectEngine({ host: `unix://${socketPath}`, labels: testLabels });
      await exerciseEngine(engine);
      await engine.close();
      expect(process.env.DOCKER_HOST).toBe('tcp://127.0.0.1:1');
    } finally {
      for (const name of ['DOCKER_HOST', 'DOCKER_CERT_PATH']) {
        if (kept[name] === undefined) delete process.env[name];
        else process.env[name] = kept[name];
      }
    }
  });

  it('makes nothing on a connection without a session', async () => {
    const engine = await connectEngine({ host: `unix://${socketPath}` });
    const image = got(await engine.inspectImage('walkdown-lab/alpine-like:1')).id;
    expect(await engine.startOwn(specOf(image, ['sleep', '1']))).toMatchObject({ ok: false, kind: 'unsupported' });
    await engine.close();
  });
});
