import type { ImageFile } from '../../lab/image-spec.ts';
import { imageRef } from '../../lab/images.ts';
import { compile } from '../../lab/programs.ts';
import type { Make } from '../../lab/scenario.ts';
import { service, serviceImage } from '../../lab/service.ts';

/** A program on bullseye whose loader refuses it with this version's name; the program is what the service starts. */
export const refused =
  (version: string, files: () => Promise<Record<string, ImageFile>>, entrypoint?: string[]): Make =>
  async (bench) => {
    const image = await serviceImage(bench, 'glibc', {
      from: imageRef('debian:bullseye'),
      files: await files(),
      ...(entrypoint && { entrypoint }),
    });
    const target = await service(bench, image, { network: await bench.network() });
    await target.untilState('exited');
    await target.untilLog(`version \`${version}' not found`);
    return { target };
  };

export const NO_START_FILES = ['-nostartfiles'];

/** A program that calls a library; only the library asks for something new. */
export async function calling(library: string, file: string): Promise<Record<string, ImageFile>> {
  return {
    '/app/server': { from: await compile('caller.c', 'glibc', [...NO_START_FILES, library]), mode: 0o755 },
    [`/usr/lib/x86_64-linux-gnu/${file}`]: { from: library, mode: 0o644 },
  };
}

export const shared = (soname: string, ...more: string[]) => ['-shared', '-fPIC', `-Wl,-soname,${soname}`, ...more];
