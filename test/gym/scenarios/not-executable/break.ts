import type { ImageFile } from '../../../lab/image-spec.ts';
import { compile } from '../../../lab/programs.ts';
import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

/** A program that lost its executable bit on the way into the image. */
export const make: Make = async (bench) => {
  const files: Record<string, ImageFile> = {
    '/app/server': { from: await compile('service.c', 'glibc'), mode: 0o644 },
  };
  const target = await service(bench, await serviceImage(bench, 'glibc', { files }), {
    network: await bench.network(),
  });
  return { target };
};

export const check = says('permission denied', 126);
