import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { type DerNode, derChildren, distinguishedName, oidOf, readDer } from './der.ts';

/** A certificate as it is stored in evidence: nothing of it is secret. Times are RFC 3339. */
export interface CertificateData {
  /** `C = US, O = Example, CN = api.example`, as OpenSSL 3 prints it. */
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** Subject alternative names, `DNS:` and `IP Address:` as OpenSSL prints them; at most 60. */
  readonly names: string[];
  readonly fingerprint256: string;
  readonly isCa: boolean;
  readonly selfSigned: boolean;
  /** rsa, ec, ed25519, …; empty when unknown here. */
  readonly keyType: string;
  /** Bits of an RSA key or of a curve; 0 when unknown. */
  readonly keyBits: number;
  /** sha256WithRSA, …; the dotted identifier where it has no name here. */
  readonly signature: string;
  /** It carries certificate-transparency timestamps: only public CAs' certificates do. */
  readonly publiclyLogged: boolean;
  /** It says where its issuer's certificate is to be had. */
  readonly namesIssuerUrl: boolean;
}

const MAX_DER_BYTES = 64 * 1024;
const MAX_NAMES = 60;
const SCT_LIST = '1.3.6.1.4.1.11129.2.4.2';
const SIGNATURES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.4': 'md5WithRSA',
  '1.2.840.113549.1.1.5': 'sha1WithRSA',
  '1.2.840.113549.1.1.10': 'RSASSA-PSS',
  '1.2.840.113549.1.1.11': 'sha256WithRSA',
  '1.2.840.113549.1.1.12': 'sha384WithRSA',
  '1.2.840.113549.1.1.13': 'sha512WithRSA',
  '1.2.840.10045.4.1': 'ecdsa-with-SHA1',
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
  '1.2.840.10045.4.3.3': 'ecdsa-with-SHA384',
  '1.2.840.10045.4.3.4': 'ecdsa-with-SHA512',
  '1.3.101.112': 'ED25519',
};
const CURVE_BITS: Readonly<Record<string, number>> = {
  prime256v1: 256,
  secp384r1: 384,
  secp521r1: 521,
  secp256k1: 256,
};

/** Parses DER; null when it is no certificate. */
export function readCertificate(der: Buffer): X509Certificate | null {
  if (der.length === 0 || der.length > MAX_DER_BYTES) return null;
  try {
    return new X509Certificate(der);
  } catch {
    return null;
  }
}

/** tbsCertificate's children: version, serial, algorithm, issuer, validity, subject, key, extensions. */
function tbsOf(der: Buffer): { tbs: DerNode[]; algorithm: DerNode | undefined } {
  const root = readDer(der);
  const [tbs, algorithm] = root ? derChildren(root.node) : [];
  return { tbs: tbs ? derChildren(tbs) : [], algorithm };
}

/** Name of the certificate's subject or issuer, read from DER so that it prints as OpenSSL does. */
function nameOf(tbs: readonly DerNode[], which: 'issuer' | 'subject'): string {
  const versioned = tbs[0]?.tag === 0xa0 ? 1 : 0;
  const node = tbs[versioned + (which === 'issuer' ? 2 : 4)];
  if (!node) return '';
  const length = node.content.length;
  return distinguishedName(
    Buffer.concat([Buffer.from([0x30, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff]), node.content]),
  );
}

function hasExtension(tbs: readonly DerNode[], oid: string): boolean {
  const wrapper = tbs.find(({ tag }) => tag === 0xa3);
  const list = wrapper ? derChildren(wrapper)[0] : undefined;
  return list ? derChildren(list).some((extension) => oidOf(derChildren(extension)[0]) === oid) : false;
}

function keyOf(certificate: X509Certificate): { keyType: string; keyBits: number } {
  try {
    const { asymmetricKeyType = '', asymmetricKeyDetails: details } = certificate.publicKey;
    return {
      keyType: asymmetricKeyType,
      keyBits: details?.modulusLength ?? CURVE_BITS[details?.namedCurve ?? ''] ?? 0,
    };
  } catch {
    return { keyType: '', keyBits: 0 };
  }
}

/** OpenSSL's own date text as RFC 3339; empty when it is not a date. */
function isoDate(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

/** Issued by itself, by name and key identifiers. */
export function isSelfSigned(certificate: X509Certificate): boolean {
  try {
    return certificate.checkIssued(certificate);
  } catch {
    return false;
  }
}

/** What there is to say of a certificate. */
export function describeCertificate(certificate: X509Certificate): CertificateData {
  const { tbs, algorithm } = tbsOf(certificate.raw);
  const oid = oidOf(algorithm ? derChildren(algorithm)[0] : undefined);
  return {
    subject: nameOf(tbs, 'subject'),
    issuer: nameOf(tbs, 'issuer'),
    serial: certificate.serialNumber.slice(0, 80),
    notBefore: isoDate(certificate.validFrom),
    notAfter: isoDate(certificate.validTo),
    names: (certificate.subjectAltName ?? '')
      .split(', ')
      .filter((name) => name !== '')
      .slice(0, MAX_NAMES)
      .map((name) => name.slice(0, 260)),
    fingerprint256: certificate.fingerprint256,
    isCa: certificate.ca,
    selfSigned: isSelfSigned(certificate),
    ...keyOf(certificate),
    signature: SIGNATURES[oid] ?? oid,
    publiclyLogged: hasExtension(tbs, SCT_LIST),
    namesIssuerUrl: (certificate.infoAccess ?? '').includes('CA Issuers'),
  };
}

/**
 * Whether the certificate is for this host, by OpenSSL's own check: alternative names, else the common name where there
 * are none at all. `fromCommonName` marks the latter, which Go does not accept.
 */
export function matchesHost(certificate: X509Certificate, host: string): { matches: boolean; fromCommonName: boolean } {
  const name = host.replace(/\.$/, '');
  if (isIP(name) !== 0) return { matches: certificate.checkIP(name) !== undefined, fromCommonName: false };
  const matches = certificate.checkHost(name) !== undefined;
  const strict = certificate.checkHost(name, { subject: 'never' }) !== undefined;
  return { matches, fromCommonName: matches && !strict };
}
