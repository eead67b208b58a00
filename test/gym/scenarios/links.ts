import type { ImageFile } from '../../lab/image-spec.ts';
import { imageRef } from '../../lab/images.ts';
import { compile } from '../../lab/programs.ts';
import type { Make } from '../../lab/scenario.ts';
import { service, serviceImage } from '../../lab/scenarios/parts.ts';

/** A program on bullseye whose loader refuses it with this version's name; the program is what the service starts. */
const refused =
  (cause: string, version: string, files: () => Promise<Record<string, ImageFile>>, entrypoint?: string[]): Make =>
  async (bench) => {
    const image = await serviceImage(bench, 'glibc', {
      from: imageRef('debian:bullseye'),
      files: await files(),
      ...(entrypoint && { entrypoint }),
    });
    const target = await service(bench, image, { network: await bench.network() });
    await target.untilState('exited');
    await target.untilLog(`version \`${version}' not found`);
    return { target, rootCauses: [cause], args: [] };
  };

const START = '#!/bin/sh\nset -e\necho starting\nexec /app/server "$@"\n';
const NO_START_FILES = ['-nostartfiles'];

/** A program that calls a library; only the library asks for something new. */
async function calling(library: string, file: string): Promise<Record<string, ImageFile>> {
  return {
    '/app/server': { from: await compile('caller.c', 'glibc', [...NO_START_FILES, library]), mode: 0o755 },
    [`/usr/lib/x86_64-linux-gnu/${file}`]: { from: library, mode: 0o644 },
  };
}

const shared = (soname: string, ...more: string[]) => ['-shared', '-fPIC', `-Wl,-soname,${soname}`, ...more];

/** Compiled with a newer g++: its own demands on glibc are old ones. */
export const libstdcxxTooOld = refused('libstdcxx-too-old', 'GLIBCXX_3.4.29', async () => ({
  '/app/server': { from: await compile('prices.cc', 'glibc', [...NO_START_FILES, '-lstdc++']), mode: 0o755 },
}));

/** The same in a library that was copied in, behind a start script. */
export const libstdcxxTooOldInLibrary = refused(
  'libstdcxx-too-old',
  'GLIBCXX_3.4.29',
  async () => {
    const library = await compile('prices.cc', 'glibc', [...shared('libprices.so.1', '-DAS_LIBRARY'), '-lstdc++']);
    return { ...(await calling(library, 'libprices.so.1')), '/app/start.sh': { content: START, mode: 0o755 } };
  },
  ['/app/start.sh'],
);

/** The program is content with an old glibc, and a library that was copied in is not. */
export const libcTooOldInLibrary = refused('libc-too-old', 'GLIBC_2.34', async () =>
  calling(await compile('ledger.c', 'glibc', shared('libledger.so.1')), 'libledger.so.1'),
);

/** The same program on a release that has what it asks for. */
export const libstdcxxNewEnough: Make = async (bench) => {
  const image = await serviceImage(bench, 'glibc', {
    files: {
      '/app/server': { from: await compile('prices.cc', 'glibc', [...NO_START_FILES, '-lstdc++']), mode: 0o755 },
    },
  });
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilState('exited');
  const { ExitCode } = (await target.inspect()).State;
  if (ExitCode !== 0) throw new Error(`the program ended with ${ExitCode}`);
  return { target, rootCauses: [], args: [] };
};
