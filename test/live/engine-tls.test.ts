import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ConnectOptions, connectEngine, localSurroundings } from '../../src/engine/connect.ts';
import { labEngine } from '../lab/engine.ts';
import { describeLive } from '../lab/live.ts';
import { until } from '../lab/wait.ts';
import { connectFailure, exerciseEngine, got, testLabels } from './engine-bench.ts';

/** Its machine is a network namespace at the far end of a cable: the engine under test elsewhere must not see its bridges. */
const NEAR = '198.18.77.1';
const FAR = '198.18.77.2';
const HOST = `tcp://${FAR}:2376`;

describeLive('an engine by tcp with TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wd-tls-'));
  const certs = join(folder, 'certs');
  const cable = `wdt${process.pid}`;
  let dockerd: ChildProcess | undefined;

  beforeAll(async () => {
    makeCertificates(certs);
    const files = { '--tlscacert': 'ca.pem', '--tlscert': 'server.pem', '--tlskey': 'server-key.pem' };
    const options = [
      ...['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec'), '--pidfile', join(folder, 'pid')],
      ...['--bridge', 'none', '--iptables=false', '--storage-driver', 'vfs', '-H', 'tcp://0.0.0.0:2376', '--tlsverify'],
      ...Object.entries(files).flatMap(([option, file]) => [option, join(certs, file)]),
    ];
    dockerd = spawn('unshare', ['--net', 'dockerd', ...options], { stdio: 'ignore' });
    await until('the namespace of the second engine', async () => {
      const own = execFileSync('readlink', ['/proc/self/ns/net'], { encoding: 'utf8' });
      return execFileSync('readlink', [`/proc/${dockerd?.pid}/ns/net`], { encoding: 'utf8' }) !== own;
    });
    const ip = (...args: string[]): Buffer => execFileSync('ip', args);
    const there = (...args: string[]): Buffer =>
      execFileSync('nsenter', ['-t', String(dockerd?.pid), '-n', 'ip', ...args]);
    ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(dockerd.pid));
    ip('addr', 'add', `${NEAR}/30`, 'dev', cable);
    ip('link', 'set', cable, 'up');
    there('addr', 'add', `${FAR}/30`, 'dev', 'eth0');
    there('link', 'set', 'eth0', 'up');
    there('link', 'set', 'lo', 'up');
    const to = await until('the second engine', () => connectEngine(withCertificates(certs)), 60_000);
    const from = await connectEngine({ host: (await labEngine()).host });
    got(await to.loadImages(got(await from.saveImages(['walkdown-lab/alpine-like:1']))));
    await from.close();
    await to.close();
  });

  afterAll(async () => {
    dockerd?.kill('SIGTERM');
    await until('the second engine to end', async () => dockerd?.exitCode !== null || dockerd.signalCode !== null);
    rmSync(folder, { recursive: true, force: true });
  });

  function withCertificates(directory: string): ConnectOptions {
    const env = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: directory };
    return { host: HOST, labels: testLabels, surroundings: { ...localSurroundings(), env } };
  }

  it('serves everything, half-closed streams too', async () => {
    const engine = await connectEngine(withCertificates(certs));
    expect(engine.info).toMatchObject({ host: HOST, name: 'docker' });
    await exerciseEngine(engine);
    await engine.close();
  });

  it('says what is wrong with certificates', async () => {
    const none = { host: HOST, surroundings: { ...localSurroundings(), env: {} } };
    expect(await connectFailure(none)).toMatch(/is no container engine \(status 400\)|the connection to .* failed/);
    const others = join(folder, 'others');
    makeCertificates(others);
    expect(await connectFailure(withCertificates(others))).toMatch(/the TLS connection to .* failed .*check ca\.pem/);
  });
});

/** A CA with a certificate for the engine and one for a client, as Docker's own manual makes them. */
function makeCertificates(directory: string): void {
  mkdirSync(directory);
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: directory, stdio: 'ignore' });
  };
  const short = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...short, '-keyout', 'ca-key.pem', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=test CA');
  const extensions = { server: `subjectAltName=IP:${FAR}`, client: 'extendedKeyUsage=clientAuth' };
  for (const [name, extension] of Object.entries(extensions)) {
    openssl('req', ...short, '-keyout', `${name}-key.pem`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    writeFileSync(join(directory, `${name}.ext`), extension);
    const signer = [
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca-key.pem',
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      `${name}.ext`,
    ];
    openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...signer);
  }
  writeFileSync(join(directory, 'cert.pem'), readFileSync(join(directory, 'client.pem')));
  writeFileSync(join(directory, 'key.pem'), readFileSync(join(directory, 'client-key.pem')));
}
