import { imageRef } from '../lab/images.ts';
import type { Make } from '../lab/scenario.ts';
import { API_HOST, calling, openUpstream, serveApi, serviceImage } from '../lab/service.ts';
import { make as searchDomains } from './scenarios/dns-search-amplification/break.ts';
import { make as foreignProgram } from './scenarios/libc-mismatch/break.ts';
import { make as foreignWheel } from './scenarios/python-wheel-libc-mismatch/break.ts';

/** An incident to be recorded, with what is told of it. */
export interface Story {
  readonly title: string;
  /** What happened, for whoever walks the recording. */
  readonly text: string;
  readonly make: Make;
  /** What the walk is given besides the target, as it stands in the recording. */
  readonly args: readonly string[];
  /** The root cause that comes first; undefined for the healthy half of a comparison. */
  readonly cause: string | undefined;
  readonly rename: readonly (readonly [from: string, to: string])[];
}

/** The two clusters of the rotated certificate: one runs an image of last month, one of an old, pinned base. */
function rotated(where: 'old base' | 'fresh base'): Make {
  return async (bench) => {
    const upstream = await openUpstream(bench);
    await serveApi(bench, upstream);
    const trust = where === 'fresh base' ? upstream.root : undefined;
    const target = await calling(bench, await serviceImage(bench, 'glibc', { trust }), upstream.network);
    await target.untilLog(`connect ${API_HOST}:8443`);
    const current = bench.file('current-roots.pem', upstream.root.certificate);
    return { target, args: ['--reference-ca', current] };
  };
}

/** The debug images of the story's team, and what they are on the lab's engine. */
const debug = {
  musl: imageRef('alpine-like:1'),
  glibc: imageRef('debian-net:bookworm'),
};

/** Names of the lab by those that the stories' people use. */
const renamed: Story['rename'] = [
  [debug.musl, 'shop/debug:musl'],
  [debug.glibc, 'shop/debug:glibc'],
  ['walkdown-lab/debian-ca', 'debian'],
  ['walkdown-lab/', ''],
  ['O = Lab', 'O = Partner'],
  ['partner.test', 'partner.example'],
];

export const stories: Readonly<Record<string, Story>> = {
  'search-domains': {
    title: 'Partner calls time out now and then, since the move to Alpine',
    text: `
A checkout service moved to Alpine two weeks ago. Staging was green. In production, calls to the partner's API are slow
in bursts and some time out; retries made the partner limit the rate. Nothing in the log but slow calls.

The cluster writes four search domains and ndots:5 into every resolv.conf, and its nameserver takes its time to say no.
Names in it were changed.`,
    make: searchDomains,
    args: ['--symptom', 'dns-timeouts', '--debug-image', debug.musl],
    cause: 'dns-search-amplification',
    rename: renamed,
  },
  'wheel-of-the-other-libc': {
    title: 'The nightly job got slower after the base was changed back',
    text: `
To have one base for all, a Python service went to Alpine; its wheels became source builds in CI, with compilers in the
image and builds of half an hour. It was moved back to Debian, but CI's wheel cache was not emptied: a wheel that had
been compiled for musl went into the new image. The import of its fast part fails, the package falls back to plain
Python, nothing crashes, and the job no longer ends before the next one begins.

Names in it were changed.`,
    make: foreignWheel,
    args: ['--symptom', 'slow', '--debug-image', debug.glibc],
    cause: 'python-wheel-libc-mismatch',
    rename: [...renamed, ['checkout', 'nightly-report']],
  },
  'rotated-certificate': {
    title: 'TLS to the payment partner fails in one cluster and not in the other',
    text: `
On a Friday the partner rotated its certificates: they end at a younger root now. One cluster goes on, the other refuses
every handshake. The code is the same in both; the image of the broken one comes from a base that was pinned by digest
and not rebuilt for a long time.

The healthy cluster is the recording rotated-certificate-healthy:
walkdown compare incident:rotated-certificate incident:rotated-certificate-healthy. Names in it were changed.`,
    make: rotated('old base'),
    args: ['--symptom', 'tls-errors', '--debug-image', debug.glibc],
    cause: 'ca-bundle-outdated',
    rename: renamed,
  },
  'rotated-certificate-healthy': {
    title: 'The same service in the cluster that goes on (to compare with rotated-certificate)',
    text: `
The healthy half of rotated-certificate: the same service, its image rebuilt on a fresh base last week. Nothing is wrong
here. Names in it were changed.`,
    make: rotated('fresh base'),
    args: ['--symptom', 'tls-errors', '--debug-image', debug.glibc],
    cause: undefined,
    rename: renamed,
  },
  'no-such-file': {
    title: 'Restarts for ever: "no such file or directory", and the file is there',
    text: `
A vendor's agent was copied into an Alpine image as it came. The container restarts for ever; its log says that
/app/server does not exist, and everybody can see that it does. Names in it were changed.`,
    make: foreignProgram,
    args: ['--symptom', 'wont-start', '--debug-image', debug.musl],
    cause: 'libc-mismatch',
    rename: renamed,
  },
};
