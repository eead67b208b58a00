import { broken, type Expectation } from '../expectation.ts';

/** What a verdict on clocks, paths, pressure, versions, second libcs and hygiene must say. */
export const ofRarer: Readonly<Record<string, Expectation>> = {
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
  'tls-sni-required-musl': broken('tls-sni-required', 'musl', 'tls-chain', {
    forbidden: ['tls-hostname-mismatch', 'tls-client-certificate'],
  }),
  'busybox-on-glibc': broken('busybox-incompatibility', 'glibc', 'scripts'),
  'proxy-behind-dead-resolver': broken('dns-nameserver-unreachable', 'glibc', 'dns-nameserver', {
    forbidden: ['proxy-unreachable', 'proxy-authentication', 'proxy-misrouted'],
  }),
  'base-end-of-life-glibc': broken('base-end-of-life', 'glibc', 'base-age', {
    forbidden: ['base-stale', 'disk-full', 'scanner-noise', 'rebuild-broken'],
  }),
  'base-end-of-life-musl': broken('base-end-of-life', 'musl', 'base-age', {
    forbidden: ['base-stale', 'scanner-noise', 'rebuild-broken'],
  }),
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
  'rebuild-broken-glibc': broken('rebuild-broken', 'glibc', 'rebuild', {
    forbidden: ['builds-from-source', 'disk-full', 'base-end-of-life', 'scanner-noise'],
  }),
  'rebuild-broken-musl': broken('rebuild-broken', 'musl', 'rebuild', {
    forbidden: ['builds-from-source', 'disk-full', 'base-end-of-life', 'scanner-noise'],
  }),
};
