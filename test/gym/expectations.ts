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

/** What is true of an image and not tonight's trouble. */
const HYGIENE = [
  'base-end-of-life',
  'base-stale',
  'image-bloat',
  'debug-tools-in-production',
  'builds-from-source',
  'scanner-noise',
  'rebuild-broken',
];

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

  'libc-mismatch-in-glibc': broken('libc-mismatch', 'glibc', 'entrypoint', { forbidden: ['missing-interpreter'] }),
  'missing-interpreter-glibc': broken('missing-interpreter', 'glibc', 'entrypoint', {
    accepted: ['runtime-missing'],
    forbidden: ['missing-entrypoint'],
  }),
  'crlf-shebang-musl': broken('crlf-shebang', 'musl', 'entrypoint', { forbidden: ['missing-interpreter'] }),
  'not-executable-musl': broken('not-executable', 'musl', 'entrypoint'),
  'missing-entrypoint-musl': broken('missing-entrypoint', 'musl', 'entrypoint', { forbidden: ['runtime-missing'] }),
  'missing-entrypoint-hidden-by-mount': broken('missing-entrypoint', 'musl', 'entrypoint'),
  'wrong-architecture-musl': broken('wrong-architecture', 'musl', 'entrypoint', { forbidden: ['libc-mismatch'] }),
  'wrong-workdir-musl': broken('wrong-workdir', 'musl', 'entrypoint', { forbidden: ['missing-entrypoint'] }),
  'noexec-mount-glibc': broken('noexec-mount', 'glibc', 'entrypoint', { forbidden: ['not-executable'] }),
  'oom-killed-musl': broken('oom-killed', 'musl', 'state'),
  'runtime-missing-glibc': broken('runtime-missing', 'glibc', 'entrypoint', { forbidden: ['missing-entrypoint'] }),
  'runtime-missing-musl': broken('runtime-missing', 'musl', 'entrypoint', { forbidden: ['missing-entrypoint'] }),
  'symbol-mismatch-glibc': broken('symbol-mismatch', 'glibc', 'shared-libraries'),
  'symbol-mismatch-musl': broken('symbol-mismatch', 'musl', 'shared-libraries'),
  'busybox-option': broken('busybox-incompatibility', 'musl', 'scripts'),
  'read-only-filesystem-musl': broken('read-only-filesystem', 'musl', 'log'),
  'disk-full-musl': broken('disk-full', 'musl', 'disk'),
  'file-descriptors-exhausted': broken('file-descriptors-exhausted', 'glibc', 'descriptors'),
  'cpu-throttled-glibc': broken('cpu-throttled', 'glibc', 'cpu'),
  'cpu-throttled-musl': broken('cpu-throttled', 'musl', 'cpu', { forbidden: ['allocator-contention'] }),
  'memory-pressure-glibc': broken('memory-pressure', 'glibc', 'memory', { forbidden: ['oom-killed'] }),
  'memory-pressure-musl': broken('memory-pressure', 'musl', 'memory', { forbidden: ['oom-killed'] }),
  'upstream-slow-glibc': broken('upstream-slow', 'glibc', 'latency', { forbidden: ['path-mtu'] }),
  'upstream-slow-musl': broken('upstream-slow', 'musl', 'latency', { forbidden: ['path-mtu'] }),
  'dns-name-not-found-musl': broken('dns-name-not-found', 'musl', ['dns-timing', 'dns-agreement']),
  'dns-nameserver-unreachable-musl': broken('dns-nameserver-unreachable', 'musl', 'dns-nameserver'),
  'dns-aaaa-timeout-glibc': broken('dns-aaaa-timeout', 'glibc', 'dns-nameserver', { forbidden: ['dns-packet-loss'] }),
  'dns-slow-upstream-musl': broken('dns-slow-upstream', 'musl', 'dns-nameserver', { forbidden: ['upstream-slow'] }),
  'dns-server-failure-musl': broken('dns-server-failure', 'musl', 'dns-nameserver', {
    forbidden: ['dns-name-not-found'],
  }),
  'dns-tcp-fallback-musl': broken('dns-tcp-fallback', 'musl', 'dns-nameserver', { forbidden: ['dns-name-not-found'] }),
  'dns-nameservers-disagree-musl': broken('dns-nameservers-disagree', 'musl', 'dns-agreement', {
    forbidden: ['dns-name-not-found'],
  }),
  'dns-packet-loss': broken('dns-packet-loss', 'glibc', ['dns-series', 'dns-nameserver']),
  'dns-hosts-override-musl': broken('dns-hosts-override', 'musl', 'hosts-override', {
    forbidden: ['endpoint-unreachable'],
  }),
  'distroless-name-not-found': broken('dns-name-not-found', 'glibc', ['dns-timing', 'dns-agreement']),
  'static-unreachable': broken('endpoint-unreachable', 'glibc', 'connect'),
  'ca-bundle-missing-musl': broken('ca-bundle-missing', 'musl', ['trust-store', 'tls-chain']),
  'ca-path-misdirected-musl': broken('ca-path-misdirected', 'musl', ['trust-store', 'tls-chain']),
  'ca-bundle-outdated-glibc': broken('ca-bundle-outdated', 'glibc', 'tls-chain', {
    forbidden: ['tls-untrusted-issuer', 'tls-incomplete-chain'],
  }),
  'ca-bundle-outdated-musl': broken('ca-bundle-outdated', 'musl', 'tls-chain', {
    forbidden: ['tls-untrusted-issuer', 'tls-incomplete-chain'],
  }),
  'tls-incomplete-chain-musl': broken('tls-incomplete-chain', 'musl', 'tls-chain', {
    forbidden: ['tls-untrusted-issuer'],
  }),
  'tls-certificate-expired-glibc': broken('tls-certificate-expired', 'glibc', 'tls-chain', {
    forbidden: ['clock-skew'],
  }),
  'tls-certificate-not-yet-valid-musl': broken('tls-certificate-not-yet-valid', 'musl', 'tls-chain'),
  'tls-hostname-mismatch-musl': broken('tls-hostname-mismatch', 'musl', 'tls-chain'),
  'tls-untrusted-issuer-musl': broken('tls-untrusted-issuer', 'musl', 'tls-chain', {
    forbidden: ['ca-bundle-outdated', 'tls-incomplete-chain'],
  }),
  'tls-protocol-mismatch-musl': broken('tls-protocol-mismatch', 'musl', 'tls-chain'),
  'tls-plain-http': broken('tls-protocol-mismatch', 'glibc', 'tls-chain'),
  'tls-client-certificate-musl': broken('tls-client-certificate', 'musl', 'tls-chain'),
  'backend-uneven-glibc': broken('backend-uneven', 'glibc', 'connect', { forbidden: ['endpoint-unreachable'] }),
  'backend-uneven-musl': broken('backend-uneven', 'musl', 'connect', { forbidden: ['endpoint-unreachable'] }),
  'proxy-misrouted-glibc': broken('proxy-misrouted', 'glibc', 'proxy'),
  'proxy-misrouted-musl': broken('proxy-misrouted', 'musl', 'proxy'),
  'proxy-authentication-glibc': broken('proxy-authentication', 'glibc', 'proxy'),
  'proxy-unreachable-musl': broken('proxy-unreachable', 'musl', 'proxy', { forbidden: ['endpoint-unreachable'] }),
  'timezone-data-missing-glibc': broken('timezone-data-missing', 'glibc', 'timezone'),
  'locale-missing': broken('locale-missing', 'glibc', 'locale'),
  'locale-missing-lc-all': broken('locale-missing', 'glibc', 'locale'),
  'fonts-missing-glibc': broken('fonts-missing', 'glibc', 'fonts'),
  'fonts-missing-musl': broken('fonts-missing', 'musl', 'fonts'),
  'java-truststore-missing-glibc': broken('java-truststore-missing', 'glibc', 'java-trust-store'),
  'java-truststore-missing-musl': broken('java-truststore-missing', 'musl', 'java-trust-store'),
  'java-truststore-outdated-glibc': broken('java-truststore-outdated', 'glibc', 'java-trust-store', {
    forbidden: ['ca-bundle-outdated', 'ca-bundle-missing'],
  }),
  'java-truststore-outdated-musl': broken('java-truststore-outdated', 'musl', 'java-trust-store', {
    forbidden: ['ca-bundle-outdated', 'ca-bundle-missing'],
  }),
  'libc-mismatch-behind-script': broken('libc-mismatch', 'musl', 'entrypoint', { forbidden: ['missing-entrypoint'] }),
  'libc-mismatch-behind-script-glibc': broken('libc-mismatch', 'glibc', 'entrypoint', {
    forbidden: ['missing-entrypoint'],
  }),
  'missing-library-behind-script': broken('missing-shared-library', 'glibc', 'shared-libraries'),
  'not-executable-behind-script': broken('not-executable', 'musl', 'entrypoint'),
  'missing-behind-script': broken('missing-entrypoint', 'glibc', 'entrypoint'),
  'missing-in-shell-form-glibc': broken('missing-entrypoint', 'glibc', 'entrypoint'),
  'missing-in-shell-form-musl': broken('missing-entrypoint', 'musl', 'entrypoint'),
  'missing-interpreter-by-env': broken('missing-interpreter', 'glibc', 'entrypoint', { accepted: ['runtime-missing'] }),
  'child-killed-for-memory': broken('oom-killed', 'glibc', 'state'),
  'dead-upstream-of-docker-glibc': broken('dns-nameserver-unreachable', 'glibc', 'dns-nameserver', {
    forbidden: ['dns-name-not-found', 'dns-server-failure'],
  }),
  'dead-upstream-of-docker-musl': broken('dns-nameserver-unreachable', 'musl', 'dns-nameserver', {
    forbidden: ['dns-name-not-found', 'dns-server-failure'],
  }),
  'address-stale': broken('address-stale', 'glibc', 'addresses-in-use'),
  'endpoint-in-configuration': broken('tls-certificate-expired', 'glibc', 'tls-chain'),
  'tls-self-signed': broken('tls-untrusted-issuer', 'musl', 'tls-chain', { forbidden: ['tls-incomplete-chain'] }),
  'tls-expired-intermediate': broken('tls-certificate-expired', 'glibc', 'tls-chain', {
    forbidden: ['tls-incomplete-chain'],
  }),
  'tls-sni-required': broken('tls-sni-required', 'glibc', 'tls-chain'),
  'java-private-root-missing': broken('tls-untrusted-issuer', 'glibc', ['java-trust-store', 'tls-chain'], {
    forbidden: ['java-truststore-outdated', 'ca-bundle-outdated'],
  }),
  'expired-and-dead-nameserver': {
    causes: ['dns-nameserver-unreachable', 'tls-certificate-expired'],
    tools: 'glibc',
    cited: ['dns-nameserver'],
  },
  'libstdcxx-too-old': broken('libstdcxx-too-old', 'glibc', 'shared-libraries', {
    forbidden: ['libc-too-old', 'missing-shared-library', 'symbol-mismatch'],
  }),
  'libstdcxx-too-old-in-library': broken('libstdcxx-too-old', 'glibc', 'shared-libraries', {
    forbidden: ['libc-too-old', 'symbol-mismatch'],
  }),
  'libc-too-old-in-library': broken('libc-too-old', 'glibc', 'shared-libraries', {
    forbidden: ['libstdcxx-too-old', 'symbol-mismatch'],
  }),
  'node-addon-libc-mismatch-musl': broken('node-addon-libc-mismatch', 'musl', 'native-modules', {
    forbidden: ['missing-shared-library', 'libc-mismatch'],
  }),
  'python-wheel-libc-mismatch-musl': broken('python-wheel-libc-mismatch', 'musl', 'native-modules', {
    forbidden: ['missing-shared-library', 'libc-mismatch'],
  }),
  'python-system-library-missing': broken('missing-shared-library', 'glibc', 'native-modules', {
    forbidden: ['python-wheel-libc-mismatch'],
  }),
  'clock-slow-glibc': broken('clock-skew', 'glibc', 'clock', {
    forbidden: ['tls-certificate-not-yet-valid', 'timezone-data-missing'],
  }),
  'clock-fast-musl': broken('clock-skew', 'musl', 'clock', {
    forbidden: ['tls-certificate-expired', 'timezone-data-missing'],
  }),
  'path-mtu-glibc': broken('path-mtu', 'glibc', 'path-mtu', {
    forbidden: ['tls-protocol-mismatch', 'upstream-slow', 'endpoint-unreachable'],
  }),
  'path-mtu-musl': broken('path-mtu', 'musl', 'path-mtu', {
    forbidden: ['tls-protocol-mismatch', 'upstream-slow', 'endpoint-unreachable'],
  }),
  'io-saturated-glibc': broken('io-saturated', 'glibc', 'io', { forbidden: ['cpu-throttled'] }),
  'io-saturated-musl': broken('io-saturated', 'musl', 'io', { forbidden: ['cpu-throttled'] }),
  'allocator-contention': broken('allocator-contention', 'musl', 'cpu', { forbidden: ['cpu-throttled'] }),
  'allocator-contention-few-threads': broken('allocator-contention', 'musl', 'cpu', {
    forbidden: ['cpu-throttled'],
  }),
  'dns-packet-loss-musl': broken('dns-packet-loss', 'musl', ['dns-series', 'dns-nameserver'], {
    forbidden: ['dns-nameserver-unreachable', 'dns-server-failure'],
  }),
  'deployment-drift-musl': broken('deployment-drift', 'musl', 'image-id'),
  'file-descriptors-exhausted-musl': broken('file-descriptors-exhausted', 'musl', 'descriptors'),
  'address-stale-musl': broken('address-stale', 'musl', 'addresses-in-use'),
  'tls-sni-required-musl': broken('tls-sni-required', 'musl', 'tls-chain', { forbidden: ['tls-hostname-mismatch'] }),
  'busybox-on-glibc': broken('busybox-incompatibility', 'glibc', 'scripts'),
  'proxy-behind-dead-resolver': broken('dns-nameserver-unreachable', 'glibc', 'dns-nameserver', {
    forbidden: ['proxy-unreachable', 'proxy-authentication', 'proxy-misrouted'],
  }),
  'base-end-of-life-glibc': broken('base-end-of-life', 'glibc', 'base-age', { forbidden: ['base-stale'] }),
  'base-end-of-life-musl': broken('base-end-of-life', 'musl', 'base-age', { forbidden: ['base-stale'] }),
  'base-stale-glibc': broken('base-stale', 'glibc', 'base-age', { forbidden: ['base-end-of-life'] }),
  'base-stale-musl': broken('base-stale', 'musl', 'base-age', { forbidden: ['base-end-of-life'] }),
  'image-bloat-glibc': broken('image-bloat', 'glibc', 'image-size', { forbidden: ['debug-tools-in-production'] }),
  'image-bloat-musl': broken('image-bloat', 'musl', 'image-size', { forbidden: ['debug-tools-in-production'] }),
  'debug-tools-glibc': broken('debug-tools-in-production', 'glibc', 'layers', {
    forbidden: ['builds-from-source', 'image-bloat'],
  }),
  'debug-tools-musl': broken('debug-tools-in-production', 'musl', 'layers', {
    forbidden: ['builds-from-source', 'image-bloat'],
  }),
  'builds-from-source-glibc': broken('builds-from-source', 'glibc', 'layers', {
    forbidden: ['debug-tools-in-production', 'rebuild-broken'],
  }),
  'builds-from-source-musl': broken('builds-from-source', 'musl', 'layers', {
    forbidden: ['debug-tools-in-production', 'rebuild-broken'],
  }),
  'scanner-noise-glibc': broken('scanner-noise', 'glibc', 'packages', { forbidden: ['base-end-of-life'] }),
  'scanner-noise-musl': broken('scanner-noise', 'musl', 'packages', { forbidden: ['base-end-of-life'] }),
  'rebuild-broken-glibc': broken('rebuild-broken', 'glibc', 'rebuild', { forbidden: ['builds-from-source'] }),
  'rebuild-broken-musl': broken('rebuild-broken', 'musl', 'rebuild', { forbidden: ['builds-from-source'] }),

  'musl-service': healthy('musl'),
  'locked-down-glibc': healthy('glibc', ['read-only-filesystem']),
  distroless: healthy('glibc', ['ca-bundle-missing', 'missing-interpreter']),
  'static-scratch': healthy('glibc', ['ca-bundle-missing', 'missing-shared-library']),
  'private-ca-installed': healthy('glibc', ['tls-untrusted-issuer']),
  'search-domains-that-cost-nothing': healthy('musl', ['dns-search-amplification']),
  'job-that-ended': healthy('glibc'),
  'bash-script-with-bash': healthy('glibc', ['busybox-incompatibility']),
  'comments-with-carriage-returns': healthy('glibc', ['crlf-shebang']),
  'script-broken-by-itself': healthy('musl', ['busybox-incompatibility']),
  'application-error-glibc': healthy('glibc'),
  'application-error-musl': healthy('musl'),
  'killed-after-grace': healthy('glibc', ['oom-killed']),
  'never-started': healthy('musl'),
  'job-that-ended-musl': healthy('musl'),
  'foreign-binary-beside': healthy('musl', ['libc-mismatch']),
  'end-of-life-base': healthy('glibc', ['base-end-of-life']),
  'disk-half-full': healthy('musl', ['disk-full']),
  'descriptors-in-use': healthy('glibc', ['file-descriptors-exhausted']),
  'cpu-limit-idle': healthy('glibc', ['cpu-throttled']),
  'memory-half-used': healthy('glibc', ['memory-pressure']),
  'memory-all-cache': healthy('glibc', ['memory-pressure', 'oom-killed']),
  'upstream-unhurried': healthy('musl', ['upstream-slow']),
  'hosts-entry-on-purpose': healthy('glibc', ['dns-hosts-override', 'dns-name-not-found']),
  'slow-but-sound-resolver': healthy('glibc', ['dns-slow-upstream']),
  'ipv4-only': healthy('musl', ['dns-aaaa-timeout']),
  'truncated-and-tcp-open': healthy('glibc', ['dns-tcp-fallback']),
  'same-records-from-both': healthy('glibc', ['dns-nameservers-disagree']),
  'wildcard-near-its-end': healthy('glibc', ['tls-certificate-expired', 'tls-hostname-mismatch']),
  'upstream-clock-wrong': healthy('musl', ['clock-skew']),
  'upstream-says-503': healthy('glibc', ['endpoint-unreachable']),
  'mutual-tls-configured': healthy('glibc', ['tls-client-certificate']),
  'proxy-that-works': healthy('glibc', ['proxy-misrouted']),
  'proxy-not-for-this': healthy('musl', ['proxy-unreachable']),
  networkless: healthy('musl'),
  'trouble-that-is-over': healthy('glibc'),
  'host-in-the-log-only': healthy('musl', ['dns-name-not-found']),
  'past-certificate-trouble': healthy('glibc', ['tls-certificate-expired']),
  'static-with-own-roots': healthy('glibc', ['ca-bundle-missing', 'tls-untrusted-issuer']),
  'sound-behind-script': healthy('musl', ['busybox-incompatibility']),
  'sound-behind-docker-resolver': healthy('glibc', ['dns-nameserver-unreachable']),
  'short-name-without-internet': healthy('glibc', ['dns-server-failure', 'dns-slow-upstream']),
  'connection-held': healthy('glibc', ['address-stale']),
  'timezone-utc': healthy('musl', ['timezone-data-missing']),
  'timezone-rule': healthy('musl', ['timezone-data-missing']),
  'locale-built-in': healthy('glibc', ['locale-missing']),
  'locale-on-musl': healthy('musl', ['locale-missing']),
  'java-truststore-current': healthy('glibc', ['java-truststore-outdated']),
  'java-private-root-installed': healthy('glibc', ['tls-untrusted-issuer']),
  'modules-for-both': healthy('glibc', ['node-addon-libc-mismatch']),
  'libstdcxx-new-enough': healthy('glibc', ['libstdcxx-too-old', 'libc-too-old']),
  'python-wheel-of-this-libc': healthy('musl', ['python-wheel-libc-mismatch']),
  'one-clock-of-two': healthy('glibc', ['clock-skew']),
  'narrow-path-that-says-so': healthy('glibc', ['path-mtu']),
  'io-limit-idle': healthy('glibc', ['io-saturated']),
  'allocating-on-glibc': healthy('glibc', ['allocator-contention', 'cpu-throttled']),
  'busy-threads-on-musl': healthy('musl', ['allocator-contention', 'cpu-throttled']),
  'two-tags-one-image': healthy('glibc', ['deployment-drift']),
  'fonts-installed': healthy('glibc', ['fonts-missing']),
  'untidy-unasked-glibc': healthy('glibc', HYGIENE),
  'untidy-unasked-musl': healthy('musl', HYGIENE),
  'tidy-for-scanners': healthy('glibc', HYGIENE),
  'tidy-and-small': healthy('musl', HYGIENE),
  rebuildable: healthy('glibc', ['rebuild-broken']),
};
