import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Make } from '../../lab/scenario.ts';
import { service, serviceImage } from '../../lab/service.ts';

/** A directory of the host with a file that is there already. */
function stateFolder(): string {
  const folder = join(tmpdir(), 'walkdown-lab-state');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'seq'), '1');
  return folder;
}

/** A volume that is mounted read-only: what it writes there fails, or is only looked at. */
export const onReadOnlyVolume =
  (script: string, until: string): Make =>
  async (bench) => {
    const image = await serviceImage(bench, 'glibc', {
      files: { '/app/main.sh': { content: script, mode: 0o755 } },
      entrypoint: ['/app/main.sh'],
    });
    const host = { Binds: [`${stateFolder()}:/var/lib/state:ro`] };
    const target = await service(bench, image, { network: await bench.network(), host });
    await target.untilLog(until);
    return { target };
  };
