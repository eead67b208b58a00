import type { Make } from './scenario.ts';
import * as dns from './scenarios/dns.ts';
import * as healthy from './scenarios/healthy.ts';
import * as image from './scenarios/image.ts';
import * as network from './scenarios/network.ts';
import * as startUp from './scenarios/start-up.ts';
import * as tls from './scenarios/tls.ts';

/** Every broken container of the lab, by its name; most names are the root cause's. */
export const broken = {
  'libc-mismatch': startUp.libcMismatch,
  'missing-interpreter': startUp.missingInterpreter,
  'crlf-shebang': startUp.crlfShebang,
  'not-executable': startUp.notExecutable,
  'missing-entrypoint': startUp.missingEntrypoint,
  'wrong-architecture': startUp.wrongArchitecture,
  'wrong-workdir': startUp.wrongWorkdir,
  'noexec-mount': startUp.noexecMount,
  'oom-killed': startUp.oomKilled,
  'missing-shared-library-glibc': startUp.missingSharedLibraryGlibc,
  'missing-shared-library-musl': startUp.missingSharedLibraryMusl,
  'libc-too-old': startUp.libcTooOld,
  'busybox-incompatibility': startUp.busyboxIncompatibility,
  'dns-name-not-found': dns.dnsNameNotFound,
  'dns-nameserver-unreachable': dns.dnsNameserverUnreachable,
  'dns-search-amplification': dns.dnsSearchAmplification,
  'dns-search-amplification-glibc': dns.dnsSearchAmplificationGlibc,
  'dns-aaaa-timeout': dns.dnsAaaaTimeout,
  'dns-slow-upstream': dns.dnsSlowUpstream,
  'dns-server-failure': dns.dnsServerFailure,
  'dns-tcp-fallback': dns.dnsTcpFallback,
  'dns-nameservers-disagree': dns.dnsNameserversDisagree,
  'dns-hosts-override': dns.dnsHostsOverride,
  'ca-bundle-missing': tls.caBundleMissing,
  'ca-path-misdirected': tls.caPathMisdirected,
  'tls-incomplete-chain': tls.tlsIncompleteChain,
  'tls-certificate-expired': tls.tlsCertificateExpired,
  'tls-certificate-not-yet-valid': tls.tlsCertificateNotYetValid,
  'tls-hostname-mismatch': tls.tlsHostnameMismatch,
  'tls-untrusted-issuer': tls.tlsUntrustedIssuer,
  'tls-protocol-mismatch': tls.tlsProtocolMismatch,
  'tls-client-certificate': tls.tlsClientCertificate,
  'endpoint-unreachable': network.endpointUnreachable,
  'endpoint-silent': network.endpointSilent,
  'proxy-unreachable': network.proxyUnreachable,
  'proxy-authentication': network.proxyAuthentication,
  'deployment-drift': image.deploymentDrift,
  'timezone-data-missing': image.timezoneDataMissing,
  'disk-full': image.diskFull,
  'read-only-filesystem': image.readOnlyFileSystem,
  'node-addon-libc-mismatch': image.nodeAddonLibcMismatch,
  'python-wheel-libc-mismatch': image.pythonWheelLibcMismatch,
} satisfies Record<string, Make>;

/** Every container with nothing wrong, by its name. */
export const sound = {
  'musl-service': healthy.muslService,
  'locked-down-glibc': healthy.lockedDownGlibc,
  distroless: healthy.distroless,
  'static-scratch': healthy.staticScratch,
  'private-ca-installed': tls.privateCaInstalled,
  'search-domains-that-cost-nothing': dns.searchDomainsThatCostNothing,
  'job-that-ended': image.jobThatEnded,
} satisfies Record<string, Make>;
