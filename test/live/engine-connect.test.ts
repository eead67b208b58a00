import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine, localSurroundings } from '../../src/engine/connect.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { EngineRefused, EngineUnavailable } from '../../src/engine/errors.ts';
import { labEngine } from '../lab/engine.ts';
import { describeLive } from '../lab/live.ts';
import { until } from '../lab/wait.ts';
import { got, specOf } from './engine-bench.ts';

const folder = mkdtempSync(join(tmpdir(), 'wd-connect-'));
const closers: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closers.reverse()) await close();
  rmSync(folder, { recursive: true, force: true });
});

/** The message of what connecting fails with, which must be one line of a kind with exit status 3. */
async function failure(options: Parameters<typeof connectEngine>[0]): Promise<string> {
  try {
    await (await connectEngine(options)).close();
  } catch (error) {
    expect(error instanceof EngineUnavailable || error instanceof EngineRefused).toBe(true);
    expect((error as EngineUnavailable).exitStatus).toBe(3);
    expect((error as Error).message).not.toContain('\n');
    return (error as Error).message;
  }
  throw new Error('it connected');
}

async function listening(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve) => server.listen(path, resolve));
  closers.push(() => server.close());
}

describe('no engine', () => {
  it('that is there', async () => {
    expect(await failure({ host: `unix://${folder}/none.sock` })).toMatch(
      /^no engine at unix:.*start Docker, or name another/,
    );
    writeFileSync(join(folder, 'file.sock'), '');
    expect(await failure({ host: `unix://${folder}/file.sock` })).toMatch(/nothing listens|not a socket/);
    expect(await failure({ host: 'tcp://127.0.0.1:1' })).toMatch(/nothing listens at tcp:\/\/127\.0\.0\.1:1/);
    expect(await failure({ host: 'tcp://no-such-host.invalid:1' })).toMatch(/cannot be looked up/);
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
    expect(await failure({ host: `unix://${path}`, deadlineMs: 400 })).toMatch(
      /accepts the connection and does not answer \(no answer within 0\.4 s\).*restart the engine/,
    );
    expect(performance.now() - from).toBeLessThan(2_000);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    expect(await failure({ host: `unix://${path}`, signal: stop.signal })).toMatch(/was cancelled/);
  });

  it('but something else', async () => {
    const web = join(folder, 'web.sock');
    await listening(
      createServer(
        (socket) => void socket.on('data', () => socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno')),
      ),
      web,
    );
    expect(await failure({ host: `unix://${web}` })).toMatch(/is no container engine \(status 404\)/);
    const mail = join(folder, 'mail.sock');
    await listening(
      createServer((socket) => void socket.on('data', () => socket.end('220 hello\r\n'))),
      mail,
    );
    expect(await failure({ host: `unix://${mail}` })).toMatch(/the connection to .* failed/);
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
    expect(await failure({ host: `unix://${old}` })).toMatch(/speaks API 1\.39, and 1\.41 .* is needed/);
  });
});

describeLive('the way to an engine', () => {
  let socketPath = '';
  beforeAll(async () => {
    socketPath = new URL((await labEngine()).host).pathname;
  });

  /** The whole way is there: questions, files, a hijacked stream whose input is closed before its output ends. */
  async function works(engine: Engine): Promise<void> {
    const image = got(await engine.inspectImage('walkdown-lab/alpine-like:1')).id;
    const limits = { timeoutMs: 20_000, keepBytes: 1_000 };
    const counted = got(await engine.runOwn(specOf(image, ['wc', '-c']), limits, Buffer.alloc(300_000, 'x')));
    expect(counted.stdout.trim()).toBe('300000');
    const id = got(await engine.startOwn(specOf(image, ['sleep', '60'], { role: 'sidecar' })));
    const many = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        engine.execOwn(id, { argv: ['sh', '-c', `cat; echo ${n}`] }, limits, Buffer.from('in ')),
      ),
    );
    expect(many.map((answer) => got(answer).stdout)).toEqual(many.map((_, n) => `in ${n}\n`));
    expect(got(await engine.readFile(id, '/etc/os-release', { maxBytes: 100 })).path).toBe('/etc/os-release');
    await engine.removeOwn(id);
  }

  const labels = { session: 'connect-test', operator: 'tester', incident: null, target: null, lifeSeconds: 60 };

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
      expect(await failure({ host: `unix://${path}` })).toMatch(
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
      const engine = await connectEngine({ host: `unix://${socketPath}`, labels });
      await works(engine);
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

  describe.skipIf(!existsSync('/usr/sbin/sshd'))('by ssh', () => {
    let sshd: ChildProcess;
    let port = 0;
    let program = '';
    beforeAll(async () => {
      const key = (name: string): string => {
        execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
        return join(folder, name);
      };
      const hostKey = key('host');
      const own = key('own');
      writeFileSync(join(folder, 'authorized'), readFileSync(`${own}.pub`));
      port = await freePort();
      writeFileSync(
        join(folder, 'sshd_config'),
        `Port ${port}\nListenAddress 127.0.0.1\nHostKey ${hostKey}\nAuthorizedKeysFile ${join(folder, 'authorized')}\nStrictModes no\nUsePAM no\nPidFile none\n`,
      );
      mkdirSync('/run/sshd', { recursive: true });
      sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'sshd_config')], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      closers.push(() => sshd.kill());
      // The person's own configuration: an alias, a key, known hosts.
      const known = `[127.0.0.1]:${port} ${readFileSync(`${hostKey}.pub`, 'utf8')}`;
      writeFileSync(join(folder, 'known'), known);
      writeFileSync(
        join(folder, 'ssh_config'),
        `Host lab-engine\n HostName 127.0.0.1\n Port ${port}\n User ${userInfo().username}\n IdentityFile ${own}\nHost *\n UserKnownHostsFile ${join(folder, 'known')}\n IdentitiesOnly yes\n`,
      );
      // ssh takes its configuration from the account's home and from nowhere in the environment.
      program = join(folder, 'bin');
      mkdirSync(program);
      writeFileSync(join(program, 'ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${join(folder, 'ssh_config')} "$@"\n`, {
        mode: 0o755,
      });
      await until('sshd to listen', async () => {
        execFileSync(join(program, 'ssh'), ['lab-engine', 'true'], { stdio: 'ignore' });
        return true;
      });
    });

    async function withSsh<T>(act: () => Promise<T>): Promise<T> {
      const kept = process.env.PATH;
      process.env.PATH = `${program}:${kept}`;
      try {
        return await act();
      } finally {
        process.env.PATH = kept;
      }
    }

    it('everything goes through one connection of the system ssh, with its aliases and keys', async () => {
      await withSsh(async () => {
        const engine = await connectEngine({ host: 'ssh://lab-engine', labels });
        expect(engine.info.host).toBe('ssh://lab-engine');
        await works(engine);
        const logins = execFileSync('sh', ['-c', `ss -tnH state established "( sport = :${port} )" | wc -l`], {
          encoding: 'utf8',
        });
        expect(Number(logins)).toBeGreaterThan(0);
        expect(Number(logins)).toBeLessThan(5);
        await engine.close();
      });
      await until('the shared connection to be gone', async () => {
        const left = execFileSync('sh', ['-c', `ss -tnH state established "( sport = :${port} )" | wc -l`], {
          encoding: 'utf8',
        });
        return Number(left) === 0;
      });
    });

    it('fails in the words of ssh', async () => {
      await withSsh(async () => {
        expect(await failure({ host: 'ssh://127.0.0.1:1' })).toMatch(
          /Connection refused; try ssh 127\.0\.0\.1 docker version/,
        );
        expect(await failure({ host: `ssh://nobody@127.0.0.1:${port}` })).toMatch(/Permission denied/);
        expect(await failure({ host: 'ssh://lab-engine/no/such.sock' })).toMatch(
          /no engine by ssh:\/\/lab-engine\/no\/such\.sock/,
        );
      });
    });
  });

  describe('by tcp with TLS, to an engine of the test', () => {
    let dockerd: ChildProcess | undefined;
    let port = 0;
    const certs = join(folder, 'certs');
    beforeAll(async () => {
      makeCertificates(certs);
      port = await freePort();
      const root = mkdtempSync(join(tmpdir(), 'wd-dockerd-'));
      dockerd = spawn(
        'dockerd',
        [
          ...['--data-root', join(root, 'data'), '--exec-root', join(root, 'exec'), '--pidfile', join(root, 'pid')],
          ...['--bridge', 'none', '--iptables=false', '--ip-masq=false', '--storage-driver', 'vfs'],
          ...['-H', `tcp://127.0.0.1:${port}`, '--tlsverify'],
          ...[
            '--tlscacert',
            join(certs, 'ca.pem'),
            '--tlscert',
            join(certs, 'server.pem'),
            '--tlskey',
            join(certs, 'server-key.pem'),
          ],
        ],
        { stdio: 'ignore' },
      );
      closers.push(async () => {
        dockerd?.kill('SIGTERM');
        await until('the second engine to end', async () => dockerd?.exitCode !== null || undefined);
        rmSync(root, { recursive: true, force: true });
      });
      const connect = {
        host: `tcp://127.0.0.1:${port}`,
        surroundings: around({ DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certs }),
      };
      await until(
        'the second engine',
        async () => {
          await (await connectEngine(connect)).close();
          return true;
        },
        30_000,
      );
      const from = await connectEngine({ host: `unix://${socketPath}` });
      const to = await connectEngine(connect);
      got(await to.loadImages(got(await from.saveImages(['walkdown-lab/alpine-like:1']))));
      await from.close();
      await to.close();
    });

    const around = (env: Record<string, string>) => ({ ...localSurroundings(), env });

    it('everything works, half-closed streams too', async () => {
      const engine = await connectEngine({
        host: `tcp://127.0.0.1:${port}`,
        labels,
        surroundings: around({ DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certs }),
      });
      await works(engine);
      await engine.close();
    });

    it('a certificate that is missing or not trusted is said', async () => {
      const host = `tcp://127.0.0.1:${port}`;
      expect(await failure({ host })).toMatch(/is no container engine|failed/);
      const other = join(folder, 'other-certs');
      makeCertificates(other);
      expect(
        await failure({ host, surroundings: around({ DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: other }) }),
      ).toMatch(/the TLS connection to .* failed .*check ca\.pem/);
    });
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A CA with a certificate for 127.0.0.1 and one for a client, as Docker's own manual makes them. */
function makeCertificates(directory: string): void {
  mkdirSync(directory);
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: directory, stdio: 'ignore' });
  };
  const short = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...short, '-keyout', 'ca-key.pem', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=test CA');
  for (const [name, extension] of [
    ['server', 'subjectAltName=IP:127.0.0.1'],
    ['client', 'extendedKeyUsage=clientAuth'],
  ] as const) {
    openssl('req', ...short, '-keyout', `${name}-key.pem`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    writeFileSync(join(directory, `${name}.ext`), extension);
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca-key.pem',
      '-CAcreateserial',
      '-days',
      '2',
      '-out',
      `${name}.pem`,
      '-extfile',
      `${name}.ext`,
    );
  }
  for (const [from, to] of [
    ['client.pem', 'cert.pem'],
    ['client-key.pem', 'key.pem'],
  ] as const) {
    writeFileSync(join(directory, to), readFileSync(join(directory, from)));
  }
}
