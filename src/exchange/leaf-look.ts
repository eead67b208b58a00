import { matchesHost } from './certificate.ts';
import { readChain } from './chain-look.ts';

/** A server's own certificate at a glance: which it is, and what is wrong with it by itself. */
export interface LeafLook {
  /** Empty when none came. */
  readonly fingerprint256: string;
  /** `expired`, `not-yet-valid`, `other-name`; empty when nothing is, or none came. */
  readonly leafTrouble: string;
}

/** Looks at the first certificate of a chain, as served. */
export function leafLook(chain: readonly Buffer[], host: string, now = Date.now()): LeafLook {
  const leaf = readChain(chain.slice(0, 1))[0];
  if (!leaf) return { fingerprint256: '', leafTrouble: '' };
  const trouble =
    Date.parse(leaf.validTo) < now
      ? 'expired'
      : Date.parse(leaf.validFrom) > now
        ? 'not-yet-valid'
        : matchesHost(leaf, host).matches
          ? ''
          : 'other-name';
  return { fingerprint256: leaf.fingerprint256, leafTrouble: trouble };
}
