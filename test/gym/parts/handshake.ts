import type { Bench } from '../../lab/containers.ts';
import type { Make } from '../../lab/scenario.ts';
import type { TlsConfig } from '../../lab/servers.ts';
import {
  API_HOST,
  calling,
  type Libc,
  openUpstream,
  serveApi,
  serviceImage,
  type Upstream,
} from '../../lab/service.ts';

interface Handshake {
  libc: Libc;
  /** The private root is in the target's bundle; it is, unless that is what is wrong. */
  trusted?: boolean;
  config?: (upstream: Upstream) => Promise<TlsConfig>;
  env?: Record<string, string>;
  from?: string;
  args?: (bench: Bench, upstream: Upstream) => string[];
  run?: string[];
}

/** A service whose upstream is reachable, and answers at TLS as configured; its certificate is good unless told otherwise. */
export const shaking =
  (how: Handshake): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    await serveApi(bench, upstream, await how.config?.(upstream));
    const image = await serviceImage(bench, how.libc, {
      trust: how.trusted === false ? undefined : upstream.root,
      ...(how.from && { from: how.from }),
      ...(how.run && { run: how.run }),
    });
    const target = await calling(bench, image, upstream.network, { env: how.env });
    await target.untilLog(`connect ${API_HOST}:8443: ok`);
    return { target, args: how.args?.(bench, upstream) ?? [] };
  };

/** A good leaf for these names, from and to so many days from now. */
export const leafFor =
  (names: string[], days?: [number, number]) =>
  async ({ pki, intermediate }: Upstream) => ({
    credential: await pki.leaf(names, intermediate, days && { fromDays: days[0], toDays: days[1] }),
  });

/** The leaf without its intermediate. */
export const leafAlone = async ({ pki, intermediate }: Upstream) => {
  const credential = await pki.leaf([API_HOST], intermediate);
  return { credential, chain: credential.certificate };
};

export const currentBundle = (bench: Bench, { root }: Upstream) => [
  '--reference-ca',
  bench.file('current.pem', root.certificate),
];
