import { imageRef } from '../../../lab/images.ts';
import { compile } from '../../../lab/programs.ts';
import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';

/** Python on glibc, with a wheel for musl. */
export const make: Make = async (bench) => {
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
  return { target };
};
