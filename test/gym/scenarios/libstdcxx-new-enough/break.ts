import { compile } from '../../../lab/programs.ts';
import type { Make } from '../../../lab/scenario.ts';
import { service, serviceImage } from '../../../lab/service.ts';
import { NO_START_FILES } from '../../parts/refused-version.ts';

export const make: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', {
    files: {
      '/app/server': { from: await compile('prices.cc', 'glibc', [...NO_START_FILES, '-lstdc++']), mode: 0o755 },
    },
  });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilState('exited');
  const { ExitCode } = (await target.inspect()).State;
  if (ExitCode !== 0) throw new Error(`the program ended with ${ExitCode}`);
  return { target };
};
