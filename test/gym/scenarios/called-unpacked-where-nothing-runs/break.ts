import type { ImageFile } from '../../../lab/image-spec.ts';
import type { Make } from '../../../lab/scenario.ts';
import { program } from '../../../lab/service.ts';
import { AGAIN, calling } from '../../parts/called.ts';
import { says } from '../../parts/check-inside.ts';

export const make: Make = async (bench) => {
  const [engine] = Object.values(await program('glibc'));
  const files: Record<string, ImageFile> = engine ? { '/opt/pkg/engine.bin': engine } : {};
  const script = AGAIN('/scratch/engine').replace(
    'n=0',
    'cp /opt/pkg/engine.bin /scratch/engine; chmod 755 /scratch/engine\nn=0',
  );
  const tmpfs = { '/scratch': 'rw,mode=1777,size=8m' };
  return calling({ libc: 'glibc', script, files, tmpfs, until: 'three rounds' })(bench);
};

export const check = says('/scratch/engine: Permission denied');
