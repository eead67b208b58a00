import { broken, type Expectation } from '../expectation.ts';

/** What a verdict on each of the gym’s second variants must say. */
export const ofGym: Readonly<Record<string, Expectation>> = {
  'upstream-mute-to-http': broken('upstream-slow', 'musl', ['latency', 'connect'], {
    forbidden: ['endpoint-unreachable', 'path-mtu'],
  }),
  'upstream-mute-to-tls': broken('endpoint-unreachable', 'glibc', ['connect', 'tls-chain'], {
    forbidden: ['path-mtu'],
  }),
  'one-expired-of-three': broken('backend-uneven', 'glibc', 'connect', {
    accepted: ['tls-certificate-expired'],
    forbidden: ['endpoint-unreachable'],
  }),
  'libc-mismatch-in-glibc': broken('libc-mismatch', 'glibc', 'entrypoint', {
    forbidden: ['missing-interpreter', 'wrong-architecture', 'crlf-shebang'],
  }),
  'missing-interpreter-glibc': broken('missing-interpreter', 'glibc', 'entrypoint', {
    accepted: ['runtime-missing'],
    forbidden: ['missing-entrypoint'],
  }),
  'crlf-shebang-musl': broken('crlf-shebang', 'musl', 'entrypoint', {
    forbidden: ['missing-interpreter', 'busybox-incompatibility'],
  }),
  'not-executable-musl': broken('not-executable', 'musl', 'entrypoint'),
  'missing-entrypoint-musl': broken('missing-entrypoint', 'musl', 'entrypoint', { forbidden: ['runtime-missing'] }),
  'missing-entrypoint-hidden-by-mount': broken('missing-entrypoint', 'musl', 'entrypoint', {
    forbidden: ['node-addon-libc-mismatch'],
  }),
  'wrong-architecture-musl': broken('wrong-architecture', 'musl', 'entrypoint', {
    forbidden: ['libc-mismatch', 'deployment-drift', 'busybox-incompatibility'],
  }),
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
  'dns-name-not-found-musl': broken('dns-name-not-found', 'musl', ['dns-timing', 'dns-agreement'], {
    forbidden: ['dns-nameservers-disagree', 'dns-tcp-fallback', 'dns-aaaa-timeout'],
  }),
  'dns-nameserver-unreachable-musl': broken('dns-nameserver-unreachable', 'musl', 'dns-nameserver', {
    forbidden: ['dns-search-amplification', 'dns-packet-loss'],
  }),
  'dns-aaaa-timeout-glibc': broken('dns-aaaa-timeout', 'glibc', 'dns-nameserver', {
    forbidden: ['dns-packet-loss', 'endpoint-unreachable'],
  }),
  'dns-slow-upstream-musl': broken('dns-slow-upstream', 'musl', 'dns-nameserver', { forbidden: ['upstream-slow'] }),
  'dns-server-failure-musl': broken('dns-server-failure', 'musl', 'dns-nameserver', {
    forbidden: ['dns-name-not-found'],
  }),
  'dns-tcp-fallback-musl': broken('dns-tcp-fallback', 'musl', 'dns-nameserver', { forbidden: ['dns-name-not-found'] }),
  'dns-nameservers-disagree-musl': broken('dns-nameservers-disagree', 'musl', 'dns-agreement', {
    forbidden: ['dns-name-not-found'],
  }),
  'dns-packet-loss': broken('dns-packet-loss', 'glibc', ['dns-series', 'dns-nameserver'], {
    forbidden: ['dns-nameserver-unreachable', 'dns-aaaa-timeout', 'dns-search-amplification'],
  }),
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
  'tls-hostname-mismatch-musl': broken('tls-hostname-mismatch', 'musl', 'tls-chain', {
    forbidden: ['tls-sni-required'],
  }),
  'tls-untrusted-issuer-musl': broken('tls-untrusted-issuer', 'musl', 'tls-chain', {
    forbidden: ['ca-bundle-outdated', 'tls-incomplete-chain', 'ca-path-misdirected', 'ca-bundle-missing'],
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
  'tls-sni-required': broken('tls-sni-required', 'glibc', 'tls-chain', {
    forbidden: ['tls-client-certificate', 'tls-hostname-mismatch'],
  }),
  'java-private-root-missing': broken('tls-untrusted-issuer', 'glibc', ['java-trust-store', 'tls-chain'], {
    forbidden: ['java-truststore-outdated', 'ca-bundle-outdated'],
  }),
  'expired-and-dead-nameserver': {
    causes: ['dns-nameserver-unreachable', 'tls-certificate-expired'],
    tools: 'glibc',
    cited: ['dns-nameserver'],
  },
};
