import type { Bench } from '../../lab/containers.ts';
import type { ImageFile, ImageSpec } from '../../lab/image-spec.ts';
import { imageRef } from '../../lab/images.ts';
import { madeEarlier } from '../../lab/old-image.ts';
import type { Make, Scenario } from '../../lab/scenario.ts';
import { type Libc, program, service, serviceImage } from '../../lab/service.ts';

export interface Untidy {
  libc: Libc;
  symptom?: 'scanner-findings' | 'image-too-big' | 'slow-builds';
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

export async function stand(bench: Bench, how: Untidy): Promise<Scenario> {
  const { libc, symptom, image: more, daysOld, answers } = how;
  const files = { ...(await program(libc)), ...SUPPORTED[libc], ...more?.files };
  const built = await serviceImage(bench, libc, { ...more, files });
  const image = daysOld === undefined ? built : await madeEarlier(bench, built, daysOld);
  const { Size } = await bench.docker.getImage(image).inspect();
  if (more === bulk && Size < BIG_BYTES) throw new Error(`${image} has only ${Size} bytes`);
  const target = await service(bench, image, { network: await bench.network() });
  await target.untilLog('listening');
  const args = symptom ? ['--symptom', symptom] : [];
  return { target, args, ...(answers && { answers }) };
}

export const untidy =
  (how: Untidy): Make =>
  (bench) =>
    stand(bench, how);

/** No package manager of these images has anywhere to fetch from; what walkdown reads is the history of the build. */
const installing = (manager: string, packages: string): string[] => [
  `printf '#!/bin/sh\\nexit 0\\n' >/usr/local/bin/${manager.split(' ')[0]} && chmod 755 /usr/local/bin/${manager.split(' ')[0]}`,
  `${manager} ${packages}`,
];

const install: Record<Libc, string> = { glibc: 'apt-get install -y', musl: 'apk add --no-cache' };

export const tools = (libc: Libc) => ({ run: installing(install[libc], 'curl vim strace tcpdump') });

export const compilers: Record<Libc, string[]> = {
  glibc: installing(install.glibc, 'build-essential python3-dev'),
  musl: installing(install.musl, 'build-base python3-dev musl-dev'),
};

/** Over so many an image is called large. */
const BIG_BYTES = 1_000_000_000;

export const bulk = { run: ['dd if=/dev/zero of=/opt/model.bin bs=1M count=1000 2>/dev/null'] };

/** The database of a package manager with so many packages in it. */
function inventory(libc: Libc, many: number): Record<string, ImageFile> {
  const names = Array.from({ length: many }, (_, index) => `library-${index}`);
  const apk = names.map((name) => `P:${name}\nV:1.0-r0\nA:x86_64\n`).join('\n');
  const dpkg = names.map((name) => `Package: ${name}\nStatus: install ok installed\nVersion: 1.0\n`).join('\n');
  return libc === 'musl'
    ? { '/lib/apk/db/installed': { content: apk } }
    : { '/var/lib/dpkg/status': { content: dpkg } };
}

export const overgrown = (libc: Libc) => ({ files: inventory(libc, libc === 'musl' ? 60 : 320) });

export const endOfLife = (libc: Libc): Partial<ImageSpec> =>
  libc === 'musl'
    ? { files: { '/etc/os-release': { content: 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.16.9\n' } } }
    : { from: imageRef('debian:bullseye') };
