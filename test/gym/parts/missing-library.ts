import { compile } from '../../lab/programs.ts';
import type { Make } from '../../lab/scenario.ts';
import { program, service, serviceImage } from '../../lab/service.ts';

/** A program linked against a library that the image lacks. */
export async function withoutLibrary(bench: Parameters<Make>[0], libc: 'glibc' | 'musl') {
  const library = await compile('payments.c', libc, ['-shared', '-fPIC', '-Wl,-soname,libpayments.so.1']);
  const files = await program(libc, ['-DWITH_LIBRARY', library]);
  const target = await service(bench, await serviceImage(bench, libc, { files }), { network: await bench.network() });
  await target.untilState('exited');
  return { target };
}
