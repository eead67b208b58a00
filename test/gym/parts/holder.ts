import type { ImageFile } from '../../lab/image-spec.ts';
import { compile } from '../../lab/programs.ts';

export const holder = async (): Promise<Record<string, ImageFile>> => ({
  '/app/server': { from: await compile('holding.c', 'musl'), mode: 0o755 },
});
