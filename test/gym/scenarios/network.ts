import type { Bench } from '../../lab/containers.ts';
import { imageRef } from '../../lab/images.ts';
import type { Make, Scenario } from '../../lab/scenario.ts';
import {
  API_HOST,
  at,
  calling,
  openUpstream,
  program,
  resolvConf,
  serveApi,
  service,
  serviceImage,
  type Upstream,
} from '../../lab/scenarios/parts.ts';
import { type DnsConfig, dnsServer, proxyServer, type TlsConfig, tlsServer } from '../../lab/servers.ts';

type Libc = 'glibc' | 'musl';

interface Named {
  libc: Libc;
  cause: string | null;
  config?: (upstream: Upstream) => DnsConfig;
  lines?: (upstream: Upstream) => string[];
  host?: (upstream: Upstream) => Record<string, unknown>;
  second?: (upstream: Upstream) => DnsConfig;
  env?: Record<string, string>;
}

/** A service whose look-ups go to nameservers of ours; its upstream itself works. */
const resolving =
  ({ libc, cause, config, lines, host, second, env }: Named): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench, true);
    const { network } = upstream;
    await serveApi(bench, upstream);
    const records = { [API_HOST]: { A: [network.address(at.api)], AAAA: [network.address6(at.api)] } };
    await dnsServer(bench, { network, address: at.nameserver, name: 'nameserver' }, { records, ...config?.(upstream) });
    if (second) {
      await dnsServer(bench, { network, address: at.second, name: 'nameserver-2' }, { records, ...second(upstream) });
    }
    const image = await serviceImage(bench, libc, { trust: upstream.root });
    const servers = lines?.(upstream) ?? [`nameserver ${network.address(at.nameserver)}`];
    const target = await calling(bench, image, network, {
      mounts: resolvConf(bench, ...servers),
      host: host?.(upstream),
      env,
    });
    await target.untilLog('listening');
    if (!cause) await target.untilLog('ok', 40_000);
    return { target, rootCauses: cause ? [cause] : [], args: [] };
  };

const twoServers = ({ network }: Upstream) => [
  `nameserver ${network.address(at.nameserver)}`,
  `nameserver ${network.address(at.second)}`,
];
const deadFirst = ({ network }: Upstream) => [
  `nameserver ${network.address(at.nobody)}`,
  `nameserver ${network.address(at.nameserver)}`,
];

export const dnsNameNotFoundMusl = resolving({
  libc: 'musl',
  cause: 'dns-name-not-found',
  config: () => ({ records: {} }),
});
export const dnsNameserverUnreachableMusl = resolving({
  libc: 'musl',
  cause: 'dns-nameserver-unreachable',
  lines: deadFirst,
});
export const dnsAaaaTimeoutGlibc = resolving({
  libc: 'glibc',
  cause: 'dns-aaaa-timeout',
  config: () => ({ rules: [{ type: 'AAAA', do: 'drop' }] }),
});
export const dnsSlowUpstreamMusl = resolving({
  libc: 'musl',
  cause: 'dns-slow-upstream',
  config: () => ({ rules: [{ delayMs: 1500 }] }),
});
export const dnsServerFailureMusl = resolving({
  libc: 'musl',
  cause: 'dns-server-failure',
  config: () => ({ rules: [{ do: 'refused' }] }),
});
export const dnsTcpFallbackMusl = resolving({
  libc: 'musl',
  cause: 'dns-tcp-fallback',
  config: () => ({ rules: [{ do: 'truncate', via: 'udp' }] }),
});
export const dnsNameserversDisagreeMusl = resolving({
  libc: 'musl',
  cause: 'dns-nameservers-disagree',
  lines: twoServers,
  second: () => ({ records: {} }),
});
const losing = (libc: Libc) =>
  resolving({
    libc,
    cause: 'dns-packet-loss',
    config: () => ({ rules: [{ via: 'udp', do: 'drop', share: 0.2 }] }),
  });
export const dnsPacketLoss = losing('glibc');
export const dnsPacketLossMusl = losing('musl');
export const dnsHostsOverrideMusl = resolving({
  libc: 'musl',
  cause: 'dns-hosts-override',
  host: ({ network }) => ({ ExtraHosts: [`${API_HOST}:${network.address(at.nobody)}`] }),
});
/** A hosts entry on purpose: DNS does not know the name, and nobody needs it to. */
export const hostsEntryOnPurpose = resolving({
  libc: 'glibc',
  cause: null,
  config: () => ({ records: {} }),
  host: ({ network }) => ({ ExtraHosts: [`${API_HOST}:${network.address(at.api)}`] }),
});
/** 250 ms an answer: noticed, and sound. */
export const slowButSound = resolving({ libc: 'glibc', cause: null, config: () => ({ rules: [{ delayMs: 250 }] }) });
/** No IPv6 address, said as it should be. */
export const ipv4Only = resolving({
  libc: 'musl',
  cause: null,
  config: ({ network }) => ({ records: { [API_HOST]: { A: [network.address(at.api)] } } }),
});
/** A truncated answer, and TCP open: glibc asks again. */
export const truncatedTcpOpen = resolving({
  libc: 'glibc',
  cause: null,
  config: () => ({ rules: [{ do: 'truncate', via: 'udp' }] }),
});
/** Five records in another order from each nameserver: they agree. */
export const sameRecordsInAnyOrder = resolving({ libc: 'glibc', cause: null, lines: twoServers, second: () => ({}) });

interface Handshake {
  libc: Libc;
  cause: string | null;
  trusted?: boolean;
  config?: (upstream: Upstream) => Promise<TlsConfig>;
  env?: Record<string, string>;
  from?: string;
  args?: (bench: Bench, upstream: Upstream) => string[];
  run?: string[];
}

async function tls(bench: Bench, how: Handshake): Promise<Scenario> {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream, await how.config?.(upstream));
  const image = await serviceImage(bench, how.libc, {
    trust: how.trusted === false ? undefined : upstream.root,
    ...(how.from && { from: how.from }),
    ...(how.run && { run: how.run }),
  });
  const target = await calling(bench, image, upstream.network, { env: how.env });
  await target.untilLog(`connect ${API_HOST}:8443: ok`);
  return { target, rootCauses: how.cause ? [how.cause] : [], args: how.args?.(bench, upstream) ?? [] };
}

const shaking =
  (how: Handshake): Make =>
  (bench) =>
    tls(bench, how);

const leafFor =
  (names: string[], days?: [number, number]) =>
  async ({ pki, intermediate }: Upstream) => ({
    credential: await pki.leaf(names, intermediate, days && { fromDays: days[0], toDays: days[1] }),
  });
const leafAlone = async ({ pki, intermediate }: Upstream) => {
  const credential = await pki.leaf([API_HOST], intermediate);
  return { credential, chain: credential.certificate };
};

export const caBundleMissingMusl = shaking({
  libc: 'musl',
  cause: 'ca-bundle-missing',
  trusted: false,
  run: ['rm -rf /etc/ssl'],
});
export const caPathMisdirectedMusl = shaking({
  libc: 'musl',
  cause: 'ca-path-misdirected',
  env: { SSL_CERT_FILE: '/etc/pki/ca.pem' },
});
const currentBundle = (bench: Bench, { root }: Upstream) => [
  '--reference-ca',
  bench.file('current.pem', root.certificate),
];
/** A bundle without the root that a current one has. */
export const caBundleOutdatedGlibc = shaking({
  libc: 'glibc',
  cause: 'ca-bundle-outdated',
  trusted: false,
  args: currentBundle,
});
export const caBundleOutdatedMusl = shaking({
  libc: 'musl',
  cause: 'ca-bundle-outdated',
  trusted: false,
  args: currentBundle,
});
export const tlsIncompleteChainMusl = shaking({ libc: 'musl', cause: 'tls-incomplete-chain', config: leafAlone });
export const tlsCertificateExpiredGlibc = shaking({
  libc: 'glibc',
  cause: 'tls-certificate-expired',
  config: leafFor([API_HOST], [-93, -3]),
});
export const tlsNotYetValidMusl = shaking({
  libc: 'musl',
  cause: 'tls-certificate-not-yet-valid',
  config: leafFor([API_HOST], [2, 92]),
});
export const tlsHostnameMismatchMusl = shaking({
  libc: 'musl',
  cause: 'tls-hostname-mismatch',
  config: leafFor(['www.partner.test']),
});
export const tlsUntrustedIssuerMusl = shaking({ libc: 'musl', cause: 'tls-untrusted-issuer', trusted: false });
export const tlsProtocolMismatchMusl = shaking({
  libc: 'musl',
  cause: 'tls-protocol-mismatch',
  config: async () => ({ minimum: 'TLSv1', maximum: 'TLSv1_1' }),
});
/** https in the configuration, plain HTTP on the port. */
export const tlsPlainHttp = shaking({
  libc: 'glibc',
  cause: 'tls-protocol-mismatch',
  config: async () => ({ plain: true }),
});
export const tlsClientCertificateMusl = shaking({
  libc: 'musl',
  cause: 'tls-client-certificate',
  config: async ({ root }) => ({ clientCa: root.certificate }),
});
/** A wildcard that covers the host, ten days before its end. */
export const wildcardNearItsEnd = shaking({
  libc: 'glibc',
  cause: null,
  config: leafFor(['*.partner.test'], [-80, 10]),
});
/** The server's Date is wrong; the engine's clock is not. */
export const upstreamClockWrong = shaking({
  libc: 'musl',
  cause: null,
  config: async () => ({ dateSkewSeconds: 900 }),
});
/** 404 and 503 are the application's own. */
export const upstreamSays503 = shaking({ libc: 'glibc', cause: null, config: async () => ({ status: 503 }) });

/** The certificate that the server demands is in the container, and named. */
export const mutualTlsConfigured: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream, { clientCa: upstream.root.certificate });
  const client = await upstream.pki.client('checkout', upstream.root);
  const image = await serviceImage(bench, 'glibc', {
    trust: upstream.root,
  });
  const mounts = {
    [bench.file('tls.crt', client.certificate)]: '/etc/checkout/tls.crt',
    [bench.file('tls.key', client.key)]: '/etc/checkout/tls.key',
  };
  const env = { TLS_CLIENT_CERT: '/etc/checkout/tls.crt', TLS_CLIENT_KEY: '/etc/checkout/tls.key' };
  const target = await calling(bench, image, upstream.network, { env, mounts });
  await target.untilLog(`connect ${API_HOST}:8443: ok`);
  return { target, rootCauses: [], args: [] };
};

/** Two addresses, and nobody at the second. */
const uneven =
  (libc: Libc): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    const { network } = upstream;
    await serveApi(bench, upstream);
    const records = { [API_HOST]: { A: [network.address(at.api), network.address(at.service)] } };
    await dnsServer(bench, { network, address: at.nameserver, name: 'nameserver' }, { records });
    const image = await serviceImage(bench, libc, { trust: upstream.root });
    const mounts = resolvConf(bench, `nameserver ${network.address(at.nameserver)}`);
    const target = await calling(bench, image, network, { mounts });
    await target.untilLog('listening');
    return { target, rootCauses: ['backend-uneven'], args: [] };
  };

export const backendUnevenGlibc = uneven('glibc');
export const backendUnevenMusl = uneven('musl');

/** An upstream behind a proxy with these manners. */
const proxied =
  (
    libc: Libc,
    cause: string | null,
    config: Record<string, unknown>,
    env: (address: string) => Record<string, string>,
  ): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    const { network } = upstream;
    await serveApi(bench, upstream);
    await proxyServer(bench, { network, address: at.proxy, aliases: ['proxy.partner.test'], name: 'proxy' }, config);
    const image = await serviceImage(bench, libc, { trust: upstream.root });
    const target = await calling(bench, image, network, { env: env(network.address(at.nobody)) });
    await target.untilLog('listening');
    return { target, rootCauses: cause ? [cause] : [], args: [] };
  };

const PROXY = 'http://proxy.partner.test:3128';
const through = () => ({ HTTPS_PROXY: PROXY, https_proxy: PROXY, NO_PROXY: 'localhost', no_proxy: 'localhost' });
export const proxyMisroutedGlibc = proxied('glibc', 'proxy-misrouted', { mode: 'forbid' }, through);
export const proxyMisroutedMusl = proxied('musl', 'proxy-misrouted', { mode: 'forbid' }, through);
export const proxyAuthenticationGlibc = proxied(
  'glibc',
  'proxy-authentication',
  { mode: 'authenticate', user: 'svc:secret', schemes: ['Basic realm="corporate"'] },
  through,
);
export const proxyUnreachableMusl = proxied('musl', 'proxy-unreachable', { mode: 'allow' }, (nobody) => ({
  HTTPS_PROXY: `http://${nobody}:3128`,
  https_proxy: `http://${nobody}:3128`,
}));
export const proxyThatWorks = proxied('glibc', null, { mode: 'allow' }, through);
/** The proxy is dead, and the upstream is named as one that needs none. */
export const proxyNotForThis = proxied('musl', null, { mode: 'allow' }, (nobody) => ({
  HTTPS_PROXY: `http://${nobody}:3128`,
  https_proxy: `http://${nobody}:3128`,
  NO_PROXY: 'localhost,.partner.test',
  no_proxy: 'localhost,.partner.test',
}));

/** No network at all, on purpose. */
export const networkless: Make = async (bench) => {
  const image = await serviceImage(bench, 'musl');
  const target = await service(bench, image, {});
  await target.untilLog('listening');
  return { target, rootCauses: [], args: [] };
};

const saying =
  (libc: Libc, line: string): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    await serveApi(bench, upstream);
    // From a file: a command line that holds the line would name its hosts as used ones.
    const files = { ...(await program(libc)), '/usr/share/notice': { content: `${line}\n` } };
    const image = await serviceImage(bench, libc, {
      trust: upstream.root,
      files,
      entrypoint: ['/bin/sh', '-c', 'cat /usr/share/notice; exec /app/server'],
    });
    const target = await calling(bench, image, upstream.network);
    await target.untilLog(`connect ${API_HOST}:8443: ok`);
    return { target, rootCauses: [], args: [] };
  };

/** Trouble that is over: the log has it, and all answers now. */
export const troubleThatIsOver = saying('glibc', `ERROR upstream: getaddrinfo EAI_AGAIN ${API_HOST}`);
/** A host that only the log knows, and that is not there. */
export const hostInTheLogOnly = saying(
  'musl',
  'WARN fallback https://old.partner.test/v1 failed its check last week and was taken out',
);
export const pastCertificateTrouble = saying('glibc', 'WARN tls: certificate has expired (retry 1 of 3)');

/** FROM scratch with TLS to a private authority: roots may be inside the program, and it says that all is well. */
export const staticWithOwnRoots: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream);
  const target = await calling(bench, imageRef('scratch:1'), upstream.network);
  await target.untilLog(`connect ${API_HOST}:8443: ok`);
  return { target, rootCauses: [], args: [] };
};

/** Distroless, broken: its upstream's name is not there. */
export const distrolessNameNotFound: Make = async (bench) => {
  const network = await bench.network();
  const env = { API_URL: 'http://payments.partner.test:8080/v1' };
  await dnsServer(bench, { network, address: at.nameserver, name: 'nameserver' }, { records: {} });
  const mounts = resolvConf(bench, `nameserver ${network.address(at.nameserver)}`);
  const target = await calling(bench, imageRef('distroless:1'), network, { env, mounts });
  await target.untilLog('listening');
  return { target, rootCauses: ['dns-name-not-found'], args: [] };
};

/** Static, broken: nobody listens at its upstream. */
export const staticUnreachable: Make = async (bench) => {
  const network = await bench.network();
  await tlsServer(bench, { network, address: at.api, aliases: [API_HOST], name: 'api' }, { plain: true, port: 8080 });
  const target = await calling(bench, imageRef('scratch:1'), network, {
    env: { API_URL: `http://${API_HOST}:9090/v1` },
  });
  await target.untilLog('Connection refused');
  return { target, rootCauses: ['endpoint-unreachable'], args: [] };
};

/** Two at once: an expired certificate, and a first nameserver that is dead. */
export const expiredAndDeadNameserver: Make = async (bench) => {
  const upstream = await openUpstream(bench);
  const { network } = upstream;
  await serveApi(bench, upstream, await leafFor([API_HOST], [-93, -3])(upstream));
  const records = { [API_HOST]: { A: [network.address(at.api)] } };
  await dnsServer(bench, { network, address: at.nameserver, name: 'nameserver' }, { records });
  const image = await serviceImage(bench, 'glibc', { trust: upstream.root });
  const target = await calling(bench, image, network, { mounts: resolvConf(bench, ...deadFirst(upstream)) });
  await target.untilLog('listening');
  return { target, rootCauses: ['dns-nameserver-unreachable', 'tls-certificate-expired'], args: [] };
};
