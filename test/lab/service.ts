import type { Bench, ContainerOptions } from './containers.ts';
import type { ImageFile, ImageSpec } from './image-spec.ts';
import { imageRef, muslImage } from './images.ts';
import type { LabNetwork } from './networks.ts';
import { type Credential, openPki, type Pki } from './pki.ts';
import { compile } from './programs.ts';
import { type TlsConfig, tlsServer } from './servers.ts';
import type { Target } from './target.ts';

/** The upstream of the lab's services, as their environment names it. */
export const API_HOST = 'api.partner.test';
const API_URL = `https://${API_HOST}:8443/v1`;
/** In a service's log: it has reached its upstream. */
export const UPSTREAM_OK = `connect ${API_HOST}:8443: ok`;

/** The libc of an image. */
export type Libc = 'glibc' | 'musl';

/** Where the parts of a scenario stand in its network. */
export const at = { api: 10, nameserver: 53, second: 54, proxy: 31, nobody: 250, service: 80 };

/** An upstream that works, and the authority behind its certificate. */
export interface Upstream {
  pki: Pki;
  network: LabNetwork;
  root: Credential;
  intermediate: Credential;
}

/** A network and an authority, with nothing in it yet. */
export async function openUpstream(bench: Bench, ipv6 = false): Promise<Upstream> {
  const pki = openPki();
  bench.onClose(() => pki.close());
  const root = await pki.root('Partner Root CA');
  const intermediate = await pki.intermediate('Partner Issuing CA', root);
  return { pki, network: await bench.network({ ipv6 }), root, intermediate };
}

/** The upstream's server, known to the network as api.partner.test; with a good certificate unless told otherwise. */
export async function serveApi(bench: Bench, upstream: Upstream, config: TlsConfig = {}): Promise<Target> {
  const credential = config.credential ?? (await upstream.pki.leaf([API_HOST], upstream.intermediate));
  const place = { network: upstream.network, address: at.api, aliases: [API_HOST], name: 'api' };
  return tlsServer(bench, place, { ...config, credential });
}

/** The files of a service's image: its program at /app/server. */
export async function program(
  linkage: Libc | 'static',
  extra: readonly string[] = [],
): Promise<Record<string, ImageFile>> {
  return { '/app/server': { from: await compile('service.c', linkage, extra), mode: 0o755 } };
}

const bases = { glibc: 'debian-ca:bookworm', musl: 'alpine-like:1' } as const;

/** A service's image on the usual base of a libc, its bundle holding the private root where one is given. */
export async function serviceImage(
  bench: Bench,
  libc: Libc,
  options: Partial<ImageSpec> & { trust?: Credential } = {},
): Promise<string> {
  const { trust, files, run = [], ...rest } = options;
  const own: Record<string, ImageFile> = files ?? (await program(libc));
  if (trust) own['/usr/local/share/ca-certificates/partner-root.crt'] = { content: trust.certificate };
  // What update-ca-certificates would do, without its second of rehashing.
  const install = 'cat /usr/local/share/ca-certificates/partner-root.crt >>/etc/ssl/certs/ca-certificates.crt';
  return bench.image({
    name: 'shop/checkout:2.7.1',
    from: libc === 'musl' ? await muslImage(bench.docker) : imageRef(bases[libc]),
    files: own,
    run: trust ? [install, ...run] : run,
    workdir: '/app',
    entrypoint: ['/app/server'],
    ...rest,
  });
}

/** A service, with the environment that services have; `calling` is one whose upstream is in it. */
export function service(bench: Bench, image: string, options: Partial<ContainerOptions> = {}): Promise<Target> {
  const env = { PORT: '8080', LOG_LEVEL: 'info', ...options.env };
  return bench.container({ image, name: 'checkout', ...options, env });
}

/** A service in its upstream's network, with the upstream in its environment. */
export function calling(
  bench: Bench,
  image: string,
  network: LabNetwork,
  options: Partial<ContainerOptions> = {},
): Promise<Target> {
  return service(bench, image, { network, address: at.service, ...options, env: { API_URL, ...options.env } });
}

/** A resolv.conf on this machine, to be mounted into a service as an orchestrator does. */
export function resolvConf(bench: Bench, ...lines: string[]): Record<string, string> {
  return { [bench.file('resolv.conf', `${lines.join('\n')}\n`)]: '/etc/resolv.conf' };
}
