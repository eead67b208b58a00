import { broken, type Expectation } from '../expectation.ts';

/** What a verdict on each of the lab’s broken containers must say. */
export const ofLab: Readonly<Record<string, Expectation>> = {
  'libc-mismatch': broken('libc-mismatch', 'musl', 'entrypoint', {
    forbidden: [
      'missing-interpreter',
      'missing-shared-library',
      'missing-entrypoint',
      'wrong-architecture',
      'crlf-shebang',
      'rebuild-broken',
      'node-addon-libc-mismatch',
    ],
  }),
  'missing-interpreter': broken('missing-interpreter', 'musl', 'entrypoint', {
    forbidden: ['missing-entrypoint', 'wrong-architecture', 'crlf-shebang', 'busybox-incompatibility'],
  }),
  'crlf-shebang': broken('crlf-shebang', 'glibc', 'entrypoint', { forbidden: ['missing-interpreter'] }),
  'not-executable': broken('not-executable', 'glibc', 'entrypoint', { forbidden: ['noexec-mount'] }),
  'missing-entrypoint': broken('missing-entrypoint', 'glibc', 'entrypoint', { forbidden: ['wrong-workdir'] }),
  'wrong-architecture': broken('wrong-architecture', 'glibc', 'entrypoint', {
    forbidden: ['libc-mismatch', 'deployment-drift', 'missing-shared-library', 'busybox-incompatibility'],
  }),
  'wrong-workdir': broken('wrong-workdir', 'glibc', 'entrypoint', { forbidden: ['missing-entrypoint'] }),
  'noexec-mount': broken('noexec-mount', 'musl', 'entrypoint', { forbidden: ['not-executable'] }),
  'oom-killed': broken('oom-killed', 'glibc', 'state'),
  'missing-shared-library-glibc': broken('missing-shared-library', 'glibc', 'shared-libraries', {
    forbidden: ['fonts-missing', 'locale-missing', 'wrong-architecture', 'libstdcxx-too-old'],
  }),
  'missing-shared-library-musl': broken('missing-shared-library', 'musl', 'shared-libraries', {
    forbidden: ['libc-mismatch'],
  }),
  'libc-too-old': broken('libc-too-old', 'glibc', 'shared-libraries', { forbidden: ['symbol-mismatch'] }),
  'busybox-incompatibility': broken('busybox-incompatibility', 'musl', 'scripts'),
  'dns-name-not-found': broken('dns-name-not-found', 'glibc', ['dns-timing', 'dns-agreement'], {
    forbidden: ['dns-nameservers-disagree', 'dns-tcp-fallback', 'dns-aaaa-timeout', 'dns-search-amplification'],
  }),
  'dns-nameserver-unreachable': broken('dns-nameserver-unreachable', 'glibc', 'dns-nameserver', {
    forbidden: [
      'dns-slow-upstream',
      'dns-nameservers-disagree',
      'dns-search-amplification',
      'dns-hosts-override',
      'dns-aaaa-timeout',
    ],
  }),
  'dns-search-amplification': broken('dns-search-amplification', 'musl', 'dns-names', {
    forbidden: ['dns-slow-upstream'],
  }),
  'dns-search-amplification-glibc': broken('dns-search-amplification', 'glibc', 'dns-names', {
    forbidden: ['dns-slow-upstream'],
  }),
  'dns-aaaa-timeout': broken('dns-aaaa-timeout', 'musl', 'dns-nameserver', {
    forbidden: ['dns-packet-loss', 'dns-name-not-found', 'endpoint-unreachable'],
  }),
  'dns-slow-upstream': broken('dns-slow-upstream', 'glibc', 'dns-nameserver', { forbidden: ['upstream-slow'] }),
  'dns-server-failure': broken('dns-server-failure', 'glibc', 'dns-nameserver', {
    forbidden: ['dns-name-not-found', 'dns-tcp-fallback', 'dns-aaaa-timeout'],
  }),
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
  'tls-incomplete-chain': broken('tls-incomplete-chain', 'glibc', 'tls-chain', {
    forbidden: ['tls-untrusted-issuer', 'java-truststore-missing', 'ca-bundle-missing'],
  }),
  'tls-certificate-expired': broken('tls-certificate-expired', 'musl', 'tls-chain', {
    forbidden: ['clock-skew', 'tls-certificate-not-yet-valid', 'ca-bundle-outdated'],
  }),
  'tls-certificate-not-yet-valid': broken('tls-certificate-not-yet-valid', 'glibc', 'tls-chain', {
    forbidden: ['clock-skew', 'base-end-of-life', 'rebuild-broken'],
  }),
  'tls-hostname-mismatch': broken('tls-hostname-mismatch', 'glibc', 'tls-chain', { forbidden: ['tls-sni-required'] }),
  'tls-untrusted-issuer': broken('tls-untrusted-issuer', 'glibc', 'tls-chain', {
    forbidden: [
      'ca-bundle-outdated',
      'tls-incomplete-chain',
      'ca-path-misdirected',
      'ca-bundle-missing',
      'rebuild-broken',
    ],
  }),
  'tls-protocol-mismatch': broken('tls-protocol-mismatch', 'glibc', 'tls-chain', {
    forbidden: ['path-mtu', 'tls-client-certificate', 'tls-sni-required'],
  }),
  'tls-client-certificate': broken('tls-client-certificate', 'glibc', 'tls-chain', {
    forbidden: ['tls-sni-required', 'tls-protocol-mismatch'],
  }),
  'endpoint-unreachable': broken('endpoint-unreachable', 'musl', 'connect', {
    forbidden: ['backend-uneven', 'path-mtu'],
  }),
  'endpoint-silent': broken('endpoint-unreachable', 'glibc', 'connect', { forbidden: ['backend-uneven', 'path-mtu'] }),
  'proxy-unreachable': broken('proxy-unreachable', 'glibc', 'proxy', { forbidden: ['endpoint-unreachable'] }),
  'proxy-authentication': broken('proxy-authentication', 'musl', 'proxy', { forbidden: ['endpoint-unreachable'] }),
  'deployment-drift': broken('deployment-drift', 'glibc', 'image-id'),
  'timezone-data-missing': broken('timezone-data-missing', 'musl', 'timezone'),
  'disk-full': broken('disk-full', 'glibc', 'disk'),
  'read-only-filesystem': broken('read-only-filesystem', 'glibc', 'log'),
  'node-addon-libc-mismatch': broken('node-addon-libc-mismatch', 'glibc', 'native-modules'),
  'python-wheel-libc-mismatch': broken('python-wheel-libc-mismatch', 'glibc', 'native-modules'),
};
