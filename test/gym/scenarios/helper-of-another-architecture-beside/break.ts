import type { Make } from '../../../lab/scenario.ts';
import { program, service, serviceImage } from '../../../lab/service.ts';

/** An ELF header of aarch64 (e_machine 183), as images for two platforms carry it along. */
const HEADER = Buffer.concat([
  Buffer.from('7f454c46020101000000000000000000', 'hex'),
  Buffer.from([2, 0, 183, 0, 1, 0, 0, 0]),
]);

export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', {
    files: {
      ...(await program('glibc')),
      '/app/helpers/arm64/convert': { content: Buffer.concat([HEADER, Buffer.alloc(4096)]), mode: 0o755 },
    },
  });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  return { target };
};
