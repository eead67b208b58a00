import type { X509Certificate } from 'node:crypto';
import { isSelfSigned } from './certificate.ts';
import type { TrustStore } from './trust-store.ts';

interface VerifyError {
  /** OpenSSL's number. */
  readonly code: number;
  /** 0 is the leaf. */
  readonly depth: number;
}

/** What OpenSSL would make of a served chain with a bundle, name aside. */
export interface ChainVerdict {
  /** Of the path, in OpenSSL's order; the last is what `Verify return code` says. Empty: it verifies. */
  readonly errors: readonly VerifyError[];
  /** 0 when it verifies, else the last error's number. */
  readonly code: number;
  /** The path ends at a certificate of the bundle, whatever else is wrong with it. */
  readonly anchored: boolean;
  /** 0 when anchored, else 2, 18, 19, 20 or 21: the part of the verdict that is about trust alone. */
  readonly trustCode: number;
  /** A client that trusts any certificate of the bundle, not only roots (curl, Go), accepts it. */
  readonly anchoredPartially: boolean;
  /** From the leaf to where it ends. */
  readonly path: readonly X509Certificate[];
  /** How many of the path's certificates the server sent. */
  readonly served: number;
}

const MAX_DEPTH = 20;
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

function issued(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer);
  } catch {
    return false;
  }
}

function signed(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

/** -1 before its time, 1 after, 0 within. */
export function ageAt(certificate: X509Certificate, now: Date): -1 | 0 | 1 {
  if (now.getTime() < new Date(certificate.validFrom).getTime()) return -1;
  return now.getTime() > new Date(certificate.validTo).getTime() ? 1 : 0;
}

/** The issuer among candidates: one that is valid now before one that is not, as OpenSSL prefers. */
export function issuerAmong(
  certificate: X509Certificate,
  candidates: readonly X509Certificate[],
  now: Date,
): X509Certificate | null {
  const fitting = candidates.filter((one) => issued(certificate, one));
  return fitting.find((one) => ageAt(one, now) === 0) ?? fitting[0] ?? null;
}

interface Built {
  readonly path: X509Certificate[];
  readonly served: number;
}

/** Builds the path as OpenSSL does since 1.1.0: the bundle is looked into first at every step. */
function build(chain: readonly X509Certificate[], store: TrustStore, now: Date): Built {
  const leaf = chain[0];
  if (!leaf) return { path: [], served: 0 };
  const path = [leaf];
  let served = 1;
  let current = leaf;
  const spare = new Set(chain.slice(1, MAX_DEPTH));
  while (path.length < MAX_DEPTH && !isSelfSigned(current)) {
    const trusted = issuerAmong(current, store.withSubject(current.issuer), now);
    // Once in the bundle, only the bundle goes on.
    const next = trusted ?? (served === path.length ? issuerAmong(current, [...spare], now) : null);
    if (next === null || path.includes(next)) break;
    if (trusted === null) {
      spare.delete(next);
      served += 1;
    }
    path.push(next);
    current = next;
  }
  return { path, served };
}

function trustCodeOf({ path, served }: Built, store: TrustStore): number {
  const top = path.at(-1);
  if (!top) return 20;
  if (isSelfSigned(top)) {
    if (store.fingerprints.has(top.fingerprint256)) return 0;
    return path.length === 1 ? 18 : 19;
  }
  if (served < path.length) return 2;
  return path.length === 1 ? 21 : 20;
}

/** Errors of trust, then of purpose: OpenSSL finds them before it looks at signatures and dates. */
function pathErrors(path: readonly X509Certificate[], trustCode: number): VerifyError[] {
  const errors: VerifyError[] = [];
  // A leaf alone gets both: "unable to get local issuer" here, "unable to verify the first certificate" at the end.
  if (trustCode === 21) errors.push({ code: 20, depth: 0 });
  else if (trustCode !== 0) errors.push({ code: trustCode, depth: Math.max(0, path.length - 1) });
  for (const [depth, certificate] of path.entries()) {
    // No CA: the wrong kind of certificate, and so of the wrong purpose.
    if (depth > 0 && !certificate.ca) errors.push({ code: 79, depth }, { code: 26, depth });
    const purposes: readonly string[] | undefined = certificate.keyUsage;
    if (depth === 0 && purposes && !purposes.includes(SERVER_AUTH)) errors.push({ code: 26, depth });
  }
  if (trustCode === 21) errors.push({ code: 21, depth: 0 });
  return errors;
}

/** From the top down: who signed it, and its dates. */
function linkErrors(path: readonly X509Certificate[], trustCode: number, now: Date): VerifyError[] {
  const errors: VerifyError[] = [];
  for (const [depth, certificate] of [...path.entries()].reverse()) {
    const issuer = path[depth + 1];
    if (issuer && !signed(certificate, issuer)) errors.push({ code: 7, depth });
    // Of a path that ends without its issuer, OpenSSL leaves the last certificate's dates alone, unless it is the leaf.
    if (depth === path.length - 1 && (trustCode === 20 || trustCode === 2)) continue;
    const age = ageAt(certificate, now);
    if (age !== 0) errors.push({ code: age < 0 ? 9 : 10, depth });
  }
  return errors;
}

/**
 * Verifies a chain as it was served against a bundle at a time, by OpenSSL's rules and with its numbers: path, purposes,
 * signatures, dates. The host's name and policies about key sizes are judged elsewhere.
 */
export function verifyChain(chain: readonly X509Certificate[], store: TrustStore, now: Date): ChainVerdict {
  const built = build(chain, store, now);
  const { path, served } = built;
  const trustCode = trustCodeOf(built, store);
  const errors = [...pathErrors(path, trustCode), ...linkErrors(path, trustCode, now)];
  const inBundle = path.some((one) => store.fingerprints.has(one.fingerprint256));
  return {
    errors,
    code: errors.at(-1)?.code ?? 0,
    anchored: trustCode === 0,
    trustCode,
    anchoredPartially: trustCode === 0 || served < path.length || inBundle,
    path,
    served,
  };
}
