import type { Bench } from '../../lab/containers.ts';
import type { ImageFile, ImageSpec } from '../../lab/image-spec.ts';
import { imageRef } from '../../lab/images.ts';
import { madeEarlier } from '../../lab/old-image.ts';
import type { Make, Scenario } from '../../lab/scenario.ts';
import { program, service, serviceImage } from '../../lab/scenarios/parts.ts';

type Libc = 'glibc' | 'musl';

interface Untidy {
  libc: Libc;
  symptom?: 'scanner-findings' | 'image-too-big' | 'slow-builds';
  cause?: string;
  image?: Partial<ImageSpec>;
  daysOld?: number;
  answers?: Record<string, string>;
}

/** A release that still gets fixes, on either libc: the lab's own musl is that of one that does not. */
const SUPPORTED: Record<Libc, Record<string, ImageFile>> = {
  glibc: {},
  musl: {
    '/etc/os-release': {
      content: 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22.1\nPRETTY_NAME="Alpine Linux v3.22"\n',
    },
  },
};

async function stand(bench: Bench, how: Untidy): Promise<Scenario> {
  const { libc, symptom, cause, image: more, daysOld, answers } = how;
  const files = { ...(await program(libc)), ...SUPPORTED[libc], ...more?.files };
  const built = await serviceImage(bench, libc, { ...more, files });
  const image = daysOld === undefined ? built : await madeEarlier(bench, built, daysOld);
  const { Size } = await bench.docker.getImage(image).inspect();
  if (cause === 'image-bloat' && Size < BIG_BYTES) throw new Error(`${image} has only ${Size} bytes`);
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  const args = symptom ? ['--symptom', symptom] : [];
  return { target, rootCauses: cause ? [cause] : [], args, ...(answers && { answers }) };
}

const untidy =
  (how: Untidy): Make =>
  (bench) =>
    stand(bench, how);

/** No package manager of these images has anywhere to fetch from; what walkdown reads is the history of the build. */
const installing = (manager: string, packages: string): string[] => [
  `printf '#!/bin/sh\\nexit 0\\n' >/usr/local/bin/${manager.split(' ')[0]} && chmod 755 /usr/local/bin/${manager.split(' ')[0]}`,
  `${manager} ${packages}`,
];
const install: Record<Libc, string> = { glibc: 'apt-get install -y', musl: 'apk add --no-cache' };
const tools = (libc: Libc) => ({ run: installing(install[libc], 'curl vim strace tcpdump') });
const compilers: Record<Libc, string[]> = {
  glibc: installing(install.glibc, 'build-essential python3-dev'),
  musl: installing(install.musl, 'build-base python3-dev musl-dev'),
};
/** Over so many an image is called large. */
const BIG_BYTES = 1_000_000_000;
const bulk = { run: ['dd if=/dev/zero of=/opt/model.bin bs=1M count=1000 2>/dev/null'] };

/** The database of a package manager with so many packages in it. */
function inventory(libc: Libc, many: number): Record<string, ImageFile> {
  const names = Array.from({ length: many }, (_, index) => `library-${index}`);
  const apk = names.map((name) => `P:${name}\nV:1.0-r0\nA:x86_64\n`).join('\n');
  const dpkg = names.map((name) => `Package: ${name}\nStatus: install ok installed\nVersion: 1.0\n`).join('\n');
  return libc === 'musl'
    ? { '/lib/apk/db/installed': { content: apk } }
    : { '/var/lib/dpkg/status': { content: dpkg } };
}

const overgrown = (libc: Libc) => ({ files: inventory(libc, libc === 'musl' ? 60 : 320) });

const endOfLife = (libc: Libc): Partial<ImageSpec> =>
  libc === 'musl'
    ? { files: { '/etc/os-release': { content: 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.16.9\n' } } }
    : { from: imageRef('debian:bullseye') };

/** bullseye's glibc is older than the compiler's: the program brings its own. */
export const baseEndOfLifeGlibc: Make = async (bench) =>
  stand(bench, {
    libc: 'glibc',
    symptom: 'scanner-findings',
    cause: 'base-end-of-life',
    image: { ...endOfLife('glibc'), files: await program('static') },
  });
export const baseEndOfLifeMusl = untidy({
  libc: 'musl',
  symptom: 'scanner-findings',
  cause: 'base-end-of-life',
  image: endOfLife('musl'),
});

const both = (how: (libc: Libc) => Untidy) => ({ glibc: untidy(how('glibc')), musl: untidy(how('musl')) });

export const baseStale = both((libc) => ({
  libc,
  symptom: 'scanner-findings',
  cause: 'base-stale',
  daysOld: 120,
}));
export const imageBloat = both((libc) => ({ libc, symptom: 'image-too-big', cause: 'image-bloat', image: bulk }));
export const debugTools = both((libc) => ({
  libc,
  symptom: 'image-too-big',
  cause: 'debug-tools-in-production',
  image: tools(libc),
}));
export const buildsFromSource = both((libc) => ({
  libc,
  symptom: 'slow-builds',
  cause: 'builds-from-source',
  image: { run: compilers[libc] },
}));
export const scannerNoise = both((libc) => ({
  libc,
  symptom: 'scanner-findings',
  cause: 'scanner-noise',
  image: overgrown(libc),
}));
/** `run` asks nobody: the answer is put into what was recorded, as a person would have given it in the terminal. */
export const rebuildBroken = both((libc) => ({
  libc,
  symptom: 'slow-builds',
  cause: 'rebuild-broken',
  answers: { rebuild: 'no' },
}));
export const rebuildable = untidy({ libc: 'glibc', symptom: 'slow-builds', answers: { rebuild: 'yes' } });

/** Old, overgrown and full of tools, and nobody asked: follow-ups, and no root cause. */
export const untidyUnasked = both((libc) => ({
  libc,
  daysOld: 120,
  image: { ...tools(libc), ...overgrown(libc) },
}));
/** Asked for, and tidy. */
export const tidyForScanners = untidy({ libc: 'glibc', symptom: 'scanner-findings' });
export const tidyAndSmall = untidy({ libc: 'musl', symptom: 'image-too-big' });
