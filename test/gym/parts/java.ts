import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench } from '../../lab/containers.ts';
import { compile } from '../../lab/programs.ts';
import type { Make } from '../../lab/scenario.ts';
import {
  API_HOST,
  calling,
  type Libc,
  openUpstream,
  serveApi,
  service,
  serviceImage,
  type Upstream,
} from '../../lab/service.ts';

const run = promisify(execFile);

/** A Java that is none: what walkdown looks at are its files. */
async function javaImage(bench: Bench, libc: Libc, cacerts: Buffer | null, more: object = {}): Promise<string> {
  const java = { from: await compile('service.c', libc), mode: 0o755 };
  const home = '/opt/java/openjdk';
  return serviceImage(bench, libc, {
    files: {
      [`${home}/bin/java`]: java,
      ...(cacerts ? { [`${home}/lib/security/cacerts`]: { content: cacerts } } : {}),
    },
    env: { JAVA_HOME: home },
    entrypoint: [`${home}/bin/java`, '-jar', '/app/checkout.jar'],
    ...more,
  });
}

const PASSWORD = ['-storepass', 'changeit'];

/** A key store in the old format: with the upstream's root, or with another one only; seen to be so before it is used. */
async function jks(bench: Bench, { pki, root }: Upstream, right: boolean): Promise<Buffer> {
  const store = join(bench.file('unused', ''), '..', 'cacerts');
  const file = bench.file('root.pem', (right ? root : await pki.root('Retired Root CA')).certificate);
  const kind = ['-importcert', '-noprompt', '-storetype', 'JKS', '-alias', 'root'];
  await run('keytool', [...kind, ...PASSWORD, '-file', file, '-keystore', store]);
  const { stdout } = await run('keytool', ['-list', '-v', ...PASSWORD, '-keystore', store]);
  if (stdout.includes('Partner Root CA') !== right) throw new Error(`the key store is not as meant: ${stdout}`);
  return readFileSync(store);
}

export const javaWithout =
  (libc: Libc): Make =>
  async (bench) => {
    const image = await javaImage(bench, libc, null);
    const target = await service(bench, image, { network: await bench.network() });
    await target.untilLog('listening');
    return { target };
  };

export const javaTrusting =
  (libc: Libc, right: boolean): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    await serveApi(bench, upstream);
    const store = await jks(bench, upstream, right);
    const image = await javaImage(bench, libc, store, right ? { trust: upstream.root } : {});
    const target = await calling(bench, image, upstream.network);
    await target.untilLog(`connect ${API_HOST}:8443: ok`);
    const args = ['--reference-ca', bench.file('current.pem', upstream.root.certificate)];
    return { target, args };
  };

/** A private authority that is not in Java's store, and one that is; nobody named a current bundle. */
export const javaPrivate =
  (right: boolean): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    await serveApi(bench, upstream);
    const store = await jks(bench, upstream, right);
    const target = await calling(bench, await javaImage(bench, 'glibc', store), upstream.network);
    await target.untilLog(`connect ${API_HOST}:8443: ok`);
    return { target };
  };
