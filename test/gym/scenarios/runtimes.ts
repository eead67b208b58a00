import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench } from '../../lab/containers.ts';
import { compile } from '../../lab/programs.ts';
import type { Make } from '../../lab/scenario.ts';
import { API_HOST, calling, openUpstream, serveApi, service, serviceImage } from '../../lab/scenarios/parts.ts';

type Libc = 'glibc' | 'musl';
const run = promisify(execFile);

const withEnv =
  (libc: Libc, cause: string | null, env: Record<string, string>): Make =>
  async (bench) => {
    const image = await serviceImage(bench, libc);
    const target = await service(bench, image, { network: await bench.network(), env });
    await target.untilLog('listening');
    return { target, rootCauses: cause ? [cause] : [], args: [] };
  };

export const timezoneMissingGlibc: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', { run: ['rm -rf /usr/share/zoneinfo'] });
  const env = { TZ: 'Europe/Berlin' };
  const target = await service(bench, image, { network: await bench.network(), env });
  await target.untilLog('listening');
  return { target, rootCauses: ['timezone-data-missing'], args: [] };
};
export const timezoneUtc = withEnv('musl', null, { TZ: 'UTC' });
export const timezoneRule = withEnv('musl', null, { TZ: 'CET-1CEST,M3.5.0,M10.5.0/3' });
export const localeMissing = withEnv('glibc', 'locale-missing', { LANG: 'de_DE.UTF-8' });
export const localeMissingAll = withEnv('glibc', 'locale-missing', { LC_ALL: 'en_US.UTF-8', LANG: 'C.UTF-8' });
export const localeBuiltIn = withEnv('glibc', null, { LANG: 'C.UTF-8' });
/** musl needs no locale data and says nothing. */
export const localeOnMusl = withEnv('musl', null, { LANG: 'de_DE.UTF-8' });

/** Java's error of an image without fonts. */
const drawing =
  (libc: Libc): Make =>
  async (bench) => {
    const line =
      'java.lang.NullPointerException: Cannot load from short array because "sun.awt.FontConfiguration.head" is null';
    const more = 'java.lang.Error: Fontconfig head is null, check your fonts or fonts configuration';
    const image = await serviceImage(bench, libc, {
      entrypoint: ['/bin/sh', '-c', `echo '${line}'; echo '${more}'; exec /app/server`],
    });
    const target = await service(bench, image, { network: await bench.network() });
    await target.untilLog('listening');
    return { target, rootCauses: ['fonts-missing'], args: [] };
  };

export const fontsMissingGlibc = drawing('glibc');
export const fontsMissingMusl = drawing('musl');

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

/** A key store in the old format that holds these certificates. */
async function jks(bench: Bench, ...certificates: string[]): Promise<Buffer> {
  const store = join(bench.file('unused', ''), '..', 'cacerts');
  for (const [index, certificate] of certificates.entries()) {
    const file = bench.file(`root-${index}.pem`, certificate);
    const args = ['-importcert', '-noprompt', '-storetype', 'JKS', '-storepass', 'changeit', '-alias', `root${index}`];
    await run('keytool', [...args, '-file', file, '-keystore', store]);
  }
  return readFileSync(store);
}

const javaWithout =
  (libc: Libc): Make =>
  async (bench) => {
    const image = await javaImage(bench, libc, null);
    const target = await service(bench, image, { network: await bench.network() });
    await target.untilLog('listening');
    return { target, rootCauses: ['java-truststore-missing'], args: [] };
  };

export const javaTrustStoreMissingGlibc = javaWithout('glibc');
export const javaTrustStoreMissingMusl = javaWithout('musl');

const javaTrusting =
  (libc: Libc, right: boolean): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    await serveApi(bench, upstream);
    const other = await upstream.pki.root('Retired Root CA');
    const store = await jks(bench, (right ? upstream.root : other).certificate);
    const image = await javaImage(bench, libc, store, right ? { trust: upstream.root } : {});
    const target = await calling(bench, image, upstream.network);
    await target.untilLog(`connect ${API_HOST}:8443: ok`);
    const args = ['--reference-ca', bench.file('current.pem', upstream.root.certificate)];
    return { target, rootCauses: right ? [] : ['java-truststore-outdated'], args };
  };

/** A private authority that is not in Java's store, and one that is; nobody named a current bundle. */
const javaPrivate =
  (right: boolean): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    await serveApi(bench, upstream);
    const other = await upstream.pki.root('Retired Root CA');
    const store = await jks(bench, (right ? upstream.root : other).certificate);
    const target = await calling(bench, await javaImage(bench, 'glibc', store), upstream.network);
    await target.untilLog(`connect ${API_HOST}:8443: ok`);
    return { target, rootCauses: right ? [] : ['tls-untrusted-issuer'], args: [] };
  };

export const javaPrivateRootMissing = javaPrivate(false);
export const javaPrivateRootInstalled = javaPrivate(true);
export const javaTrustStoreOutdatedGlibc = javaTrusting('glibc', false);
export const javaTrustStoreOutdatedMusl = javaTrusting('musl', false);
export const javaTrustStoreCurrent = javaTrusting('glibc', true);

/** Prebuilt modules for both libcs lie there; the loader takes the right one. */
export const modulesForBoth: Make = async (bench) => {
  const shared = ['-shared', '-fPIC'];
  const image = await serviceImage(bench, 'glibc', {
    files: {
      '/usr/local/bin/node': { from: process.execPath, mode: 0o755 },
      '/app/server.js': {
        content:
          "require('node:http').createServer((_, r) => r.end('ok')).listen(8080, () => console.log('listening on 8080'));\n",
      },
      '/app/package.json': { content: '{"name":"checkout","dependencies":{"fast-crc":"1.0.0"}}\n' },
      '/app/node_modules/fast-crc/package.json': {
        content: '{"name":"fast-crc","version":"1.0.0","main":"index.js"}\n',
      },
      '/app/node_modules/fast-crc/index.js': { content: "module.exports = require('node-gyp-build')(__dirname);\n" },
      '/app/node_modules/fast-crc/prebuilds/linux-x64/fast-crc.glibc.node': {
        from: await compile('payments.c', 'glibc', shared),
      },
      '/app/node_modules/fast-crc/prebuilds/linux-x64/fast-crc.musl.node': {
        from: await compile('payments.c', 'musl', shared),
      },
    },
    entrypoint: ['node', '/app/server.js'],
  });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  return { target, rootCauses: [], args: [] };
};
