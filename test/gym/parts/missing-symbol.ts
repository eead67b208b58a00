import { compile } from '../../lab/programs.ts';
import type { Make } from '../../lab/scenario.ts';
import { type Libc, program, service, serviceImage } from '../../lab/service.ts';

/** A library that is there and lacks the symbol that the program was linked with. */
export const withoutSymbol =
  (libc: Libc): Make =>
  async (bench) => {
    const soname = '-Wl,-soname,libpayments.so.1';
    const linked = await compile('payments.c', libc, ['-shared', '-fPIC', soname]);
    const shipped = await compile('payments.c', libc, ['-shared', '-fPIC', soname, '-Dpayments_version=payments_v1']);
    const path = libc === 'musl' ? '/usr/lib/libpayments.so.1' : '/usr/lib/x86_64-linux-gnu/libpayments.so.1';
    const files = { ...(await program(libc, ['-DWITH_LIBRARY', linked])), [path]: { from: shipped, mode: 0o755 } };
    const image = await serviceImage(bench, libc, { files });
    const target = await service(bench, image, { network: await bench.network() });
    await target.untilState('exited');
    return { target };
  };
