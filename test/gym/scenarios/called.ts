import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageFile } from '../../lab/image-spec.ts';
import { type ImageName, imageRef } from '../../lab/images.ts';
import { compile } from '../../lab/programs.ts';
import type { Make } from '../../lab/scenario.ts';
import { program, service, serviceImage } from '../../lab/scenarios/parts.ts';

/** Containers whose main program runs while something that it calls does not, and such that get over it. */

type Libc = 'glibc' | 'musl';

interface Called {
  readonly libc: Libc;
  readonly causes: readonly string[];
  /** What process 1, a shell, does; `call` below is started again and again. */
  readonly script: string;
  readonly files?: Record<string, ImageFile>;
  readonly tmpfs?: Record<string, string>;
  /** What the log says when all is as it should be for the walk. */
  readonly until: string;
  readonly from?: ImageName;
}

const calling =
  (how: Called): Make =>
  async (bench) => {
    const files = { '/app/main.sh': { content: how.script, mode: 0o755 }, ...how.files };
    const image = await serviceImage(bench, how.libc, {
      files,
      entrypoint: ['/app/main.sh'],
      ...(how.from ? { from: imageRef(how.from) } : {}),
    });
    const host = how.tmpfs ? { Tmpfs: how.tmpfs } : {};
    const target = await service(bench, image, { network: await bench.network(), host, user: '1000:1000' });
    await target.untilLog(how.until);
    return { target, rootCauses: [...how.causes], args: [] };
  };

/** Three times, with a word of its own each time; then the log says so. */
const AGAIN = (command: string): string =>
  `#!/bin/sh\nn=0\nwhile :; do\n  ${command} || echo "job $n put off"\n  n=$((n+1))\n  [ $n = 3 ] && echo three rounds\n  sleep 1\ndone\n`;

export const hookWithCarriageReturns = calling({
  libc: 'glibc',
  causes: ['crlf-shebang'],
  script: AGAIN('/usr/local/libexec/rotate'),
  files: { '/usr/local/libexec/rotate': { content: '#!/bin/bash\r\necho rotated\r\n', mode: 0o755 } },
  until: 'three rounds',
});

export const helperOfTheOtherLibc: Make = async (bench) => {
  const [helper] = Object.values(await program('glibc'));
  const files: Record<string, ImageFile> = helper ? { '/opt/convert/bin/convert': helper } : {};
  return calling({
    libc: 'musl',
    causes: ['libc-mismatch'],
    script: AGAIN('/opt/convert/bin/convert'),
    files,
    until: 'three rounds',
  })(bench);
};

/** Built on bookworm, called on bullseye, its words behind a prefix. */
export const helperForNewerGlibc: Make = async (bench) => {
  const [helper] = Object.values(await program('glibc'));
  const files: Record<string, ImageFile> = helper ? { '/opt/quote/quote': helper } : {};
  return calling({
    libc: 'glibc',
    from: 'debian:bullseye',
    causes: ['libc-too-old'],
    script: AGAIN("/opt/quote/quote 2>&1 | sed 's/^/[quote] /'"),
    files,
    until: 'three rounds',
  })(bench);
};

export const unpackedWhereNothingRuns: Make = async (bench) => {
  const [engine] = Object.values(await program('glibc'));
  const files: Record<string, ImageFile> = engine ? { '/opt/pkg/engine.bin': engine } : {};
  const script = AGAIN('/scratch/engine').replace(
    'n=0',
    'cp /opt/pkg/engine.bin /scratch/engine; chmod 755 /scratch/engine\nn=0',
  );
  const tmpfs = { '/scratch': 'rw,mode=1777,size=8m' };
  return calling({ libc: 'glibc', causes: ['noexec-mount'], script, files, tmpfs, until: 'three rounds' })(bench);
};

/** A plug-in that is loaded when it is needed, and lacks a library; the log names only what is lacking. */
export const pluginLacksLibrary: Make = async (bench) => {
  const soname = '-Wl,-soname,libpayments.so.1';
  const library = await compile('payments.c', 'glibc', ['-shared', '-fPIC', soname]);
  const plugin = await compile('service.c', 'glibc', ['-DWITH_LIBRARY', '-shared', '-fPIC', library]);
  const load = `import ctypes, sys, time
for turn in range(1000):
    try:
        ctypes.CDLL('/srv/thumbs/codecs/webp.so')
    except OSError as error:
        print('job rejected:', error, file=sys.stderr, flush=True)
    if turn == 3:
        print('three rounds', flush=True)
    time.sleep(1)
`;
  return calling({
    libc: 'glibc',
    from: 'debian-net:bookworm',
    causes: ['missing-shared-library'],
    script: '#!/bin/sh\nexec python3 -u /srv/thumbs/main.py\n',
    files: { '/srv/thumbs/codecs/webp.so': { from: plugin, mode: 0o644 }, '/srv/thumbs/main.py': { content: load } },
    until: 'three rounds',
  })(bench);
};

/** Two at once: pages that are never cleared away, because what clears them cannot be started. */
export const cacheFullAndPurgeBroken = calling({
  libc: 'musl',
  causes: ['disk-full', 'crlf-shebang'],
  script: AGAIN('/usr/libexec/purge; head -c 400000 /dev/zero >/var/cache/pages/$n'),
  files: { '/usr/libexec/purge': { content: '#!/bin/sh\r\nrm -f /var/cache/pages/*\r\n', mode: 0o755 } },
  tmpfs: { '/var/cache/pages': 'rw,mode=1777,size=512k' },
  until: 'three rounds',
});

export const inodesUsedUp = calling({
  libc: 'musl',
  causes: ['disk-full'],
  script:
    '#!/bin/sh\nn=0\nwhile touch /srv/sessions/$n; do n=$((n+1)); done\necho store refused an entry\nexec sleep 10000\n',
  tmpfs: { '/srv/sessions': 'rw,mode=1777,size=8m,nr_inodes=50' },
  until: 'store refused',
});

/** A worker, not process 1, has used up its descriptors. */
export const workerOutOfDescriptors: Make = async (bench) => {
  const worker = `import time
kept = []
try:
    while True:
        kept.append(open('/dev/null'))
except OSError:
    print('pool is stuck', flush=True)
while True:
    time.sleep(60)
`;
  const image = await serviceImage(bench, 'glibc', {
    from: imageRef('debian-net:bookworm'),
    files: { '/app/worker.py': { content: worker } },
    entrypoint: ['/bin/sh', '-c', 'python3 -u /app/worker.py & wait'],
  });
  const host = { Ulimits: [{ Name: 'nofile', Soft: 128, Hard: 128 }] };
  const target = await service(bench, image, { network: await bench.network(), host, user: '1000:1000' });
  await target.untilLog('pool is stuck');
  return { target, rootCauses: ['file-descriptors-exhausted'], args: [] };
};

/** A hook of the start that cannot be started, and that nobody misses. */
export const hookMissedOnce = calling({
  libc: 'glibc',
  causes: [],
  script: '#!/bin/sh\n/hooks/before || true\necho serving\nexec sleep 10000\n',
  files: { '/hooks/before': { content: '#!/bin/bash\r\ntrue\r\n', mode: 0o755 } },
  until: 'serving',
});

/** What is optional, and said to be. */
export const optionalLibraryAbsent = calling({
  libc: 'glibc',
  causes: [],
  script:
    '#!/bin/sh\nfor i in 1 2 3; do echo "accel $i: libcuda.so.1: cannot open shared object file: No such file or directory" >&2; echo "accel $i: falling back to the CPU"; done\nexec sleep 10000\n',
  until: 'accel 3: falling',
});

/** Full once, and cleared since. */
export const diskWasFull = calling({
  libc: 'glibc',
  causes: [],
  script:
    '#!/bin/sh\nhead -c 3000000 /dev/zero >/var/spool/q/big\nrm -f /var/spool/q/big\necho cleared\nwhile :; do echo x >/var/spool/q/a && echo sealed; sleep 1; done\n',
  tmpfs: { '/var/spool/q': 'rw,mode=1777,size=2m' },
  until: 'sealed',
});

/** A read-only root that a start script looks at, and goes on. */
export const readOnlyLookedAt: Make = async (bench) => {
  const script =
    '#!/bin/sh\necho "10-listen.sh: info: can not modify /etc/nginx/conf.d/default.conf (read-only file system?)"\necho serving\nexec sleep 10000\n';
  const image = await serviceImage(bench, 'musl', {
    files: { '/app/main.sh': { content: script, mode: 0o755 } },
    entrypoint: ['/app/main.sh'],
  });
  const target = await service(bench, image, { network: await bench.network(), host: { ReadonlyRootfs: true } });
  await target.untilLog('serving');
  return { target, rootCauses: [], args: [] };
};

/** A directory of the host with a file that is there already. */
function stateFolder(): string {
  const folder = join(tmpdir(), 'walkdown-lab-state');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'seq'), '1');
  return folder;
}

/** A volume that is mounted read-only: what it writes there fails, or is only looked at. */
const onReadOnlyVolume =
  (causes: readonly string[], script: string, until: string): Make =>
  async (bench) => {
    const image = await serviceImage(bench, 'glibc', {
      files: { '/app/main.sh': { content: script, mode: 0o755 } },
      entrypoint: ['/app/main.sh'],
    });
    const host = { Binds: [`${stateFolder()}:/var/lib/state:ro`] };
    const target = await service(bench, image, { network: await bench.network(), host });
    await target.untilLog(until);
    return { target, rootCauses: [...causes], args: [] };
  };

export const readOnlyVolume = onReadOnlyVolume(
  ['read-only-filesystem'],
  AGAIN('echo 2 >/var/lib/state/seq'),
  'three rounds',
);
export const readOnlyVolumeAsMeant = onReadOnlyVolume(
  [],
  '#!/bin/sh\necho "state: /var/lib/state is on a read-only file system, using it as it is"\nexec sleep 10000\n',
  'as it is',
);
