/** What a verdict on a gym's container must say; pure data, so that recordings are judged without an engine. */
export interface Expectation {
  /** The root causes that must be named, the first of them first; empty: it is healthy. */
  readonly causes: readonly string[];
  /** Causes that may be named after those, being true there too. */
  readonly accepted?: readonly string[];
  /** What a naive walk says of it: named apart in the table when it is said. */
  readonly forbidden?: readonly string[];
  /** The step whose evidence must be cited for the first cause; more than one where either will do. */
  readonly cited: readonly string[];
  /** The libc of the debug image that the walk is given. */
  readonly tools: 'glibc' | 'musl';
  /** 1 for a broken one, 0 for a healthy one, unless said here. */
  readonly exit?: 0 | 1 | 5;
}

type Libc = Expectation['tools'];

function broken(cause: string, tools: Libc, cited: string | string[], more: Partial<Expectation> = {}): Expectation {
  return { causes: [cause], tools, cited: typeof cited === 'string' ? [cited] : cited, ...more };
}

function healthy(tools: Libc, forbidden: readonly string[] = []): Expectation {
  return { causes: [], tools, cited: [], forbidden };
}

/** By the scenario's name; scenarios are set up in cases.ts. */
export const expectations: Readonly<Record<string, Expectation>> = {
  'libc-mismatch': broken('libc-mismatch', 'musl', 'entrypoint', {
    forbidden: ['missing-interpreter', 'missing-shared-library', 'missing-entrypoint'],
  }),
  'missing-interpreter': broken('missing-interpreter', 'musl', 'entrypoint', { forbidden: ['missing-entrypoint'] }),
  'crlf-shebang': broken('crlf-shebang', 'glibc', 'entrypoint', { forbidden: ['missing-interpreter'] }),
  'not-executable': broken('not-executable', 'glibc', 'entrypoint', { forbidden: ['noexec-mount'] }),
  'missing-entrypoint': broken('missing-entrypoint', 'glibc', 'entrypoint', { forbidden: ['wrong-workdir'] }),
  'wrong-architecture': broken('wrong-architecture', 'glibc', 'entrypoint', { forbidden: ['libc-mismatch'] }),
  'wrong-workdir': broken('wrong-workdir', 'glibc', 'entrypoint', { forbidden: ['missing-entrypoint'] }),
  'noexec-mount': broken('noexec-mount', 'musl', 'entrypoint', { forbidden: ['not-executable'] }),
  'oom-killed': broken('oom-killed', 'glibc', 'state'),
  'missing-shared-library-glibc': broken('missing-shared-library', 'glibc', 'shared-libraries'),
  'missing-shared-library-musl': broken('missing-shared-library', 'musl', 'shared-libraries', {
    forbidden: ['libc-mismatch'],
  }),
  'libc-too-old': broken('libc-too-old', 'glibc', 'shared-libraries', { forbidden: ['symbol-mismatch'] }),
  'busybox-incompatibility': broken('busybox-incompatibility', 'musl', 'scripts'),
  'dns-name-not-found': broken('dns-name-not-found', 'glibc', ['dns-timing', 'dns-agreement']),
  'dns-nameserver-unreachable': broken('dns-nameserver-unreachable', 'glibc', 'dns-nameserver', {
    forbidden: ['dns-slow-upstream', 'dns-nameservers-disagree'],
  }),
  'dns-search-amplification': broken('dns-search-amplification', 'musl', 'dns-names', {
    forbidden: ['dns-slow-upstream'],
  }),
  'dns-search-amplification-glibc': broken('dns-search-amplification', 'glibc', 'dns-names', {
    forbidden: ['dns-slow-upstream'],
  }),
  'dns-aaaa-timeout': broken('dns-aaaa-timeout', 'musl', 'dns-nameserver', {
    forbidden: ['dns-packet-loss', 'dns-name-not-found'],
  }),
  'dns-slow-upstream': broken('dns-slow-upstream', 'glibc', 'dns-nameserver', { forbidden: ['upstream-slow'] }),
  'dns-server-failure': broken('dns-server-failure', 'glibc', 'dns-nameserver', { forbidden: ['dns-name-not-found'] }),
  'dns-tcp-fallback': broken('dns-tcp-fallback', 'glibc', 'dns-nameserver', { forbidden: ['dns-name-not-found'] }),
  'dns-nameservers-disagree': broken('dns-nameservers-disagree', 'glibc', 'dns-agreement', {
    forbidden: ['dns-name-not-found'],
  }),
  'dns-hosts-override': broken('dns-hosts-override', 'glibc', 'hosts-override', {
    forbidden: ['endpoint-unreachable'],
  }),
  'ca-bundle-missing': broken('ca-bundle-missing', 'glibc', ['trust-store', 'tls-chain'], {
    forbidden: ['ca-bundle-outdated', 'tls-incomplete-chain'],
  }),
  'ca-path-misdirected': broken('ca-path-misdirected', 'glibc', ['trust-store', 'tls-chain'], {
    forbidden: ['ca-bundle-missing'],
  }),
  'tls-incomplete-chain': broken('tls-incomplete-chain', 'glibc', 'tls-chain', { forbidden: ['tls-untrusted-issuer'] }),
  'tls-certificate-expired': broken('tls-certificate-expired', 'musl', 'tls-chain', { forbidden: ['clock-skew'] }),
  'tls-certificate-not-yet-valid': broken('tls-certificate-not-yet-valid', 'glibc', 'tls-chain', {
    forbidden: ['clock-skew'],
  }),
  'tls-hostname-mismatch': broken('tls-hostname-mismatch', 'glibc', 'tls-chain'),
  'tls-untrusted-issuer': broken('tls-untrusted-issuer', 'glibc', 'tls-chain', {
    forbidden: ['ca-bundle-outdated', 'tls-incomplete-chain'],
  }),
  'tls-protocol-mismatch': broken('tls-protocol-mismatch', 'glibc', 'tls-chain', { forbidden: ['path-mtu'] }),
  'tls-client-certificate': broken('tls-client-certificate', 'glibc', 'tls-chain'),
  'endpoint-unreachable': broken('endpoint-unreachable', 'musl', 'connect'),
  'endpoint-silent': broken('endpoint-unreachable', 'glibc', 'connect'),
  'proxy-unreachable': broken('proxy-unreachable', 'glibc', 'proxy', { forbidden: ['endpoint-unreachable'] }),
  'proxy-authentication': broken('proxy-authentication', 'musl', 'proxy', { forbidden: ['endpoint-unreachable'] }),
  'deployment-drift': broken('deployment-drift', 'glibc', 'image-id'),
  'timezone-data-missing': broken('timezone-data-missing', 'musl', 'timezone'),
  'disk-full': broken('disk-full', 'glibc', 'disk'),
  'read-only-filesystem': broken('read-only-filesystem', 'glibc', 'log'),
  'node-addon-libc-mismatch': broken('node-addon-libc-mismatch', 'glibc', 'native-modules'),
  'python-wheel-libc-mismatch': broken('python-wheel-libc-mismatch', 'glibc', 'native-modules'),

  'musl-service': healthy('musl'),
  'locked-down-glibc': healthy('glibc', ['read-only-filesystem']),
  distroless: healthy('glibc', ['ca-bundle-missing', 'missing-interpreter']),
  'static-scratch': healthy('glibc', ['ca-bundle-missing', 'missing-shared-library']),
  'private-ca-installed': healthy('glibc', ['tls-untrusted-issuer']),
  'search-domains-that-cost-nothing': healthy('musl', ['dns-search-amplification']),
  'job-that-ended': healthy('glibc'),
};
