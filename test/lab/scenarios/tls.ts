import type { Bench } from '../containers.ts';
import { imageRef } from '../images.ts';
import type { Make, Scenario } from '../scenario.ts';
import type { TlsConfig } from '../servers.ts';
import { API_HOST, calling, openUpstream, serveApi, serviceImage, type Upstream } from './parts.ts';

interface Broken {
  cause: string;
  libc?: 'glibc' | 'musl';
  /** The private root is in the target's bundle; it is, unless that is what is wrong. */
  trusted?: boolean;
  config?: (upstream: Upstream) => Promise<TlsConfig>;
  env?: Record<string, string>;
  from?: string;
}

/** A service whose upstream is reachable and wrong in one way at TLS. */
async function tlsTrouble(bench: Bench, broken: Broken): Promise<Scenario> {
  const upstream = await openUpstream(bench);
  await serveApi(bench, upstream, await broken.config?.(upstream));
  const image = await serviceImage(bench, broken.libc ?? 'glibc', {
    trust: broken.trusted === false ? undefined : upstream.root,
    ...(broken.from && { from: broken.from }),
  });
  const target = await calling(bench, image, upstream.network, { env: broken.env });
  await target.untilLog('listening');
  return { target, rootCauses: [broken.cause], args: [] };
}

/** An image without any trusted root. */
export const caBundleMissing: Make = (bench) =>
  tlsTrouble(bench, { cause: 'ca-bundle-missing', trusted: false, from: imageRef('debian:bookworm') });

/** SSL_CERT_FILE names a file that is not there. */
export const caPathMisdirected: Make = (bench) =>
  tlsTrouble(bench, { cause: 'ca-path-misdirected', env: { SSL_CERT_FILE: '/etc/pki/tls/certs/ca-bundle.crt' } });

/** The server sends its leaf alone. */
export const tlsIncompleteChain: Make = (bench) =>
  tlsTrouble(bench, {
    cause: 'tls-incomplete-chain',
    config: async ({ pki, intermediate }) => {
      const credential = await pki.leaf([API_HOST], intermediate);
      return { credential, chain: credential.certificate };
    },
  });

/** Three days past its end. */
export const tlsCertificateExpired: Make = (bench) =>
  tlsTrouble(bench, {
    cause: 'tls-certificate-expired',
    libc: 'musl',
    config: async ({ pki, intermediate }) => ({
      credential: await pki.leaf([API_HOST], intermediate, { fromDays: -93, toDays: -3 }),
    }),
  });

/** Valid from the day after tomorrow. */
export const tlsCertificateNotYetValid: Make = (bench) =>
  tlsTrouble(bench, {
    cause: 'tls-certificate-not-yet-valid',
    config: async ({ pki, intermediate }) => ({
      credential: await pki.leaf([API_HOST], intermediate, { fromDays: 2, toDays: 92 }),
    }),
  });

/** A certificate for other names. */
export const tlsHostnameMismatch: Make = (bench) =>
  tlsTrouble(bench, {
    cause: 'tls-hostname-mismatch',
    config: async ({ pki, intermediate }) => ({
      credential: await pki.leaf(['www.partner.test', 'partner.test'], intermediate),
    }),
  });

/** A private authority that the target's bundle does not have. */
export const tlsUntrustedIssuer: Make = (bench) => tlsTrouble(bench, { cause: 'tls-untrusted-issuer', trusted: false });

/** A server that knows nothing newer than TLS 1.1. */
export const tlsProtocolMismatch: Make = (bench) =>
  tlsTrouble(bench, {
    cause: 'tls-protocol-mismatch',
    config: async () => ({ minimum: 'TLSv1', maximum: 'TLSv1_1' }),
  });

/** A server that demands a client certificate. */
export const tlsClientCertificate: Make = (bench) =>
  tlsTrouble(bench, {
    cause: 'tls-client-certificate',
    config: async ({ root }) => ({ clientCa: root.certificate }),
  });

/** Healthy: a private authority that is in the target's bundle, as it should be. */
export const privateCaInstalled: Make = async (bench) => {
  const scenario = await tlsTrouble(bench, { cause: '' });
  await scenario.target.untilLog('connect api.partner.test:8443: ok');
  return { ...scenario, rootCauses: [] };
};
