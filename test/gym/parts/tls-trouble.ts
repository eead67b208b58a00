import type { Bench } from '../../lab/containers.ts';
import type { Scenario } from '../../lab/scenario.ts';
import type { TlsConfig } from '../../lab/servers.ts';
import { calling, openUpstream, serveApi, serviceImage, type Upstream } from '../../lab/service.ts';

interface Broken {
  libc?: 'glibc' | 'musl';
  /** The private root is in the target's bundle; it is, unless that is what is wrong. */
  trusted?: boolean;
  config?: (upstream: Upstream) => Promise<TlsConfig>;
  env?: Record<string, string>;
  from?: string;
}

/** A service whose upstream is reachable and wrong in one way at TLS. */
export async function tlsTrouble(bench: Bench, broken: Broken): Promise<Scenario> {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream, await broken.config?.(upstream));
  const image = await serviceImage(bench, broken.libc ?? 'glibc', {
    trust: broken.trusted === false ? undefined : upstream.root,
    ...(broken.from && { from: broken.from }),
  });
  const target = await calling(bench, image, upstream.network, { env: broken.env });
  await target.untilLog('listening');
  return { target };
}
