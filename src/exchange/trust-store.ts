import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';

/** A set of trusted certificates, ready to look issuers up in. */
export interface TrustStore {
  readonly size: number;
  /** Blocks that claimed to be certificates and are none. */
  readonly broken: number;
  readonly fingerprints: ReadonlySet<string>;
  /** All certificates with this subject, as `X509Certificate.subject` spells it. */
  withSubject(subject: string): readonly X509Certificate[];
  readonly certificates: readonly X509Certificate[];
  readonly pem: string;
}

const MAX_PEM_BYTES = 8 * 1024 * 1024;
const MAX_CERTIFICATES = 3_000;
const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

/** Reads a PEM bundle; text between certificates is skipped, as every library does. */
export function trustStore(pem: string): TrustStore {
  const text = pem.length > MAX_PEM_BYTES ? pem.slice(0, MAX_PEM_BYTES) : pem;
  const certificates: X509Certificate[] = [];
  const bySubject = new Map<string, X509Certificate[]>();
  const fingerprints = new Set<string>();
  let broken = 0;
  let at = text.indexOf(BEGIN);
  while (at !== -1 && certificates.length + broken < MAX_CERTIFICATES) {
    const end = text.indexOf(END, at);
    if (end === -1) {
      broken += 1;
      break;
    }
    try {
      const certificate = new X509Certificate(text.slice(at, end + END.length));
      certificates.push(certificate);
      fingerprints.add(certificate.fingerprint256);
      const same = bySubject.get(certificate.subject);
      if (same) same.push(certificate);
      else bySubject.set(certificate.subject, [certificate]);
    } catch {
      broken += 1;
    }
    at = text.indexOf(BEGIN, end);
  }
  return {
    size: certificates.length,
    broken,
    fingerprints,
    withSubject: (subject) => bySubject.get(subject) ?? [],
    certificates,
    pem: text,
  };
}

let nodeStore: TrustStore | undefined;

/** Node's own roots: a bundle known to be as current as the Node that runs this. Parsed once. */
export function nodeTrustStore(): TrustStore {
  nodeStore ??= trustStore(rootCertificates.join('\n'));
  return nodeStore;
}
