import type { ImageFile } from '../../lab/image-spec.ts';
import { compile } from '../../lab/programs.ts';
import type { Make } from '../../lab/scenario.ts';
import { type Libc, service, serviceImage } from '../../lab/service.ts';

/** Where each runtime looks for an extension, and what lies beside it there. */
const places = {
  node: {
    command: '/usr/local/bin/node',
    addon: '/app/node_modules/fast-crc/build/Release/crc.node',
    beside: {
      '/app/server.js': { content: "require('fast-crc');\n" },
      '/app/package.json': { content: '{"name":"checkout","dependencies":{"fast-crc":"1.0.0"}}\n' },
      '/app/node_modules/fast-crc/package.json': {
        content: '{"name":"fast-crc","version":"1.0.0","main":"index.js"}\n',
      },
      '/app/node_modules/fast-crc/index.js': { content: "module.exports = require('./build/Release/crc.node');\n" },
    },
    cmd: ['/app/server.js'],
  },
  python: {
    command: '/usr/local/bin/python3',
    addon: '/usr/local/lib/python3.11/site-packages/speedups/_speedups.cpython-311-x86_64-linux-gnu.so',
    beside: {
      '/app/server.py': { content: 'import speedups\n' },
      '/usr/local/lib/python3.11/site-packages/speedups/__init__.py': { content: 'from ._speedups import *\n' },
      '/usr/local/lib/python3.11/site-packages/speedups-1.0.dist-info/METADATA': {
        content: 'Metadata-Version: 2.1\nName: speedups\nVersion: 1.0\n',
      },
    },
    cmd: ['/app/server.py'],
  },
} as const;

/**
 * A musl image has no Node and no Python of its own here: a stand-in of their name opens the extension with the
 * image's real loader and prints what that says. What walkdown looks at are the files.
 */
export const importing =
  (runtime: keyof typeof places, libc: Libc, extension: () => Promise<string>, { says }: { says: string }): Make =>
  async (bench) => {
    const { command, addon, beside, cmd } = places[runtime];
    const files: Record<string, ImageFile> = {
      ...beside,
      [command]: { from: await compile('dlopen-host.c', libc), mode: 0o755 },
      [addon]: { from: await extension(), mode: 0o755 },
    };
    const image = await serviceImage(bench, libc, { files, entrypoint: [command], cmd: [...cmd] });
    const env = { ADDON: addon, RUNTIME: runtime };
    const target = await service(bench, image, { network: await bench.network(), env });
    await target.untilLog(says);
    await target.untilLog('listening');
    return { target };
  };

export const addon = (libc: Libc) => () => compile('addon.c', libc, ['-shared', '-fPIC']);

export const refused = 'Error loading shared library ld-linux-x86-64.so.2';
