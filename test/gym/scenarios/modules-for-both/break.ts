import { compile } from '../../../lab/programs.ts';
import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';

/** Prebuilt modules for both libcs lie there; the loader takes the right one. */
export const make: Make = async (bench) => {
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
  return { target };
};
