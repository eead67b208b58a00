import type { X509Certificate } from 'node:crypto';
import type { Json } from '../session/evidence.ts';
import { describeCertificate, isSelfSigned, matchesHost, readCertificate } from './certificate.ts';
import { ageAt, type ChainVerdict, issuerAmong, verifyChain } from './chain-verify.ts';
import { kinOf } from './issuer-kin.ts';
import { type TrustStore, trustStore } from './trust-store.ts';
import { verifyWords } from './verify-codes.ts';

/** A bundle to judge by. */
export interface Bundle {
  /** `target`, `reference`, or what else it is: `NODE_EXTRA_CA_CERTS`, … */
  readonly label: string;
  /** Where it was read; for people. */
  readonly from: string;
  readonly store: TrustStore;
}

type JsonObject = { [key: string]: Json };

const EMPTY_STORE = trustStore('');
const MAX_PATH = 12;

/** Certificates as they were served; what is none is left out. */
export function readChain(ders: readonly Buffer[]): X509Certificate[] {
  return ders.map(readCertificate).filter((certificate) => certificate !== null);
}

function verdictData(bundle: Bundle, verdict: ChainVerdict, now: Date): JsonObject {
  const anchor = verdict.anchored ? verdict.path.at(-1) : undefined;
  return {
    label: bundle.label,
    from: bundle.from,
    size: bundle.store.size,
    broken: bundle.store.broken,
    errors: verdict.errors.map(({ code, depth }) => ({ code, depth, words: verifyWords(code) })),
    code: verdict.code,
    words: verifyWords(verdict.code),
    anchored: verdict.anchored,
    trustCode: verdict.trustCode,
    anchoredPartially: verdict.anchoredPartially,
    served: verdict.served,
    path: verdict.path.slice(0, MAX_PATH).map((one) => describeCertificate(one).subject),
    anchorExpired: anchor ? ageAt(anchor, now) > 0 : false,
  };
}

/** How many of the current bundle's roots another bundle holds: a list of all, however old, or somebody's own choice. */
function sharedData(bundle: Bundle, bundles: readonly Bundle[]): JsonObject {
  const reference = bundles.find(({ label }) => label === 'reference');
  if (reference === undefined || reference === bundle) return {};
  const shared = [...bundle.store.fingerprints].filter((one) => reference.store.fingerprints.has(one)).length;
  return { sharedWithReference: shared };
}

/** What is known of the issuer of the topmost certificate that the server sent. */
function topData(chain: readonly X509Certificate[], bundles: readonly Bundle[], now: Date): JsonObject {
  const path = verifyChain(chain, EMPTY_STORE, now).path;
  const top = path.at(-1);
  if (!top) return {};
  const { subject, issuer } = describeCertificate(top);
  const selfSigned = isSelfSigned(top);
  const known: JsonObject = {};
  for (const { label, store } of bundles) {
    const candidates = store.withSubject(top.issuer);
    const kin = kinOf(issuer, store);
    known[label] = {
      itself: store.fingerprints.has(top.fingerprint256),
      issuer: selfSigned ? store.fingerprints.has(top.fingerprint256) : issuerAmong(top, candidates, now) !== null,
      // Another key under the same name: the root was renewed, or somebody borrowed its name.
      issuerName: candidates.length > 0,
      sameOrganization: kin.sameOrganization,
      alike: kin.alike,
    };
  }
  return { subject, issuer, selfSigned, depth: path.length - 1, unused: chain.length - path.length, known };
}

/**
 * All that can be said of a served chain: its certificates, the host's name, and OpenSSL's verdict by each bundle at a
 * time. Everything is decided here, so that a replay needs no certificates.
 */
export function lookAtChain(
  ders: readonly Buffer[],
  options: { readonly host: string; readonly bundles: readonly Bundle[]; readonly now: Date },
): JsonObject {
  const chain = readChain(ders);
  const [leaf] = chain;
  if (!leaf) return { chain: [], verdicts: [], top: {}, name: {}, ages: [] };
  const { host, bundles, now } = options;
  const { matches, fromCommonName } = matchesHost(leaf, host);
  return {
    chain: chain.map((certificate) => ({ ...describeCertificate(certificate) })),
    ages: chain.map((certificate) => ageAt(certificate, now)),
    name: { matches, fromCommonName, hasNames: (leaf.subjectAltName ?? '') !== '' },
    top: topData(chain, bundles, now),
    verdicts: bundles.map((bundle) => ({
      ...verdictData(bundle, verifyChain(chain, bundle.store, now), now),
      ...sharedData(bundle, bundles),
    })),
  };
}
