import { X509Certificate } from 'node:crypto';

/** The most certificates of a bundle that are parsed; real ones have 130 to 200. */
const MOST = 2000;

export interface BundleContents {
  readonly certificates: number;
  /** Blocks that look like certificates and are none. */
  readonly broken: number;
  /** The latest notBefore among them, RFC 3339; null for none. */
  readonly newest: string | null;
  /** Certificates whose time is over at `now`. */
  readonly expired: number;
}

/** The PEM blocks of a bundle. Linear: a hostile file costs one pass. */
function pemBlocks(text: string): string[] {
  const blocks: string[] = [];
  for (let at = 0; blocks.length < MOST; ) {
    const begin = text.indexOf('-----BEGIN ', at);
    if (begin < 0) break;
    const end = text.indexOf('-----END ', begin);
    if (end < 0) break;
    const stop = text.indexOf('\n', end);
    const block = text.slice(begin, stop < 0 ? text.length : stop);
    if (/^-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/.test(block)) blocks.push(block);
    at = stop < 0 ? text.length : stop + 1;
  }
  return blocks;
}

/** What a bundle holds. Never throws: what does not parse is counted as broken. */
export function readBundle(text: string, now: Date): BundleContents {
  let certificates = 0;
  let broken = 0;
  let expired = 0;
  let newest = Number.NEGATIVE_INFINITY;
  for (const block of pemBlocks(text)) {
    try {
      const { validFrom, validTo } = new X509Certificate(block);
      certificates += 1;
      newest = Math.max(newest, Date.parse(validFrom) || Number.NEGATIVE_INFINITY);
      if (Date.parse(validTo) < now.getTime()) expired += 1;
    } catch {
      broken += 1;
    }
  }
  return {
    certificates,
    broken,
    expired,
    newest: Number.isFinite(newest) ? new Date(newest).toISOString() : null,
  };
}

/** When the first certificate of a PEM file ends, RFC 3339; null where it holds none. Never throws. */
export function endOfFirst(text: string): string | null {
  const [first] = pemBlocks(text);
  if (first === undefined) return null;
  try {
    const end = Date.parse(new X509Certificate(first).validTo);
    return Number.isFinite(end) ? new Date(end).toISOString() : null;
  } catch {
    return null;
  }
}
