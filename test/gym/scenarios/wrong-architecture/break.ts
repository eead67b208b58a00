import { readFileSync } from 'node:fs';
import { compile } from '../../../lab/programs.ts';
import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';

export const make: Make = async (bench) => {
  const binary = Buffer.from(readFileSync(await compile('service.c', 'glibc')));
  const machine = 18; // e_machine of the ELF header
  binary.writeUInt16LE(0xb7, machine);
  const loader = '/lib64/ld-linux-x86-64.so.2';
  const where = binary.indexOf(loader);
  binary.fill(0, where, where + loader.length);
  binary.write('/lib/ld-linux-aarch64.so.1', where);
  const files = { '/app/server': { content: binary, mode: 0o755 } };
  const target = await service(bench, await serviceImage(bench, 'glibc', { files }), {
    network: await bench.network(),
  });
  await target.untilState('exited', 'created');
  return { target };
};

export const check = says('exec format error', 1);
