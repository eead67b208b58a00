import { readFileSync } from 'node:fs';
import { compile } from '../../../lab/programs.ts';
import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

export const make: Make = async (bench) => {
  const binary = Buffer.from(readFileSync(await compile('service.c', 'musl')));
  const machine = 18; // e_machine of the ELF header
  binary.writeUInt16LE(0xb7, machine);
  const image = await serviceImage(bench, 'musl', { files: { '/app/server': { content: binary, mode: 0o755 } } });
  const target = await service(bench, image, { network: await bench.network() });
  return { target };
};

export const check = says('exec format error', 1);
