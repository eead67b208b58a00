import { imageRef } from '../../../lab/images.ts';
import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

/** A program compiled on bookworm, run on bullseye. */
export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', { from: imageRef('debian:bullseye') });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilState('exited');
  return { target };
};

export const check = says("`GLIBC_2.34' not found", 1);
