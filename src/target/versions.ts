/**
 * Compares dotted versions number by number: 2.4 < 2.17 < 2.34. Parts that are no numbers count as 0.
 * Negative, zero or positive, as `Array.sort` wants it.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.'), b.split('.')];
  for (let i = 0; i < Math.max(left.length, right.length) && i < 16; i += 1) {
    const difference = (Number.parseInt(left[i] ?? '0', 10) || 0) - (Number.parseInt(right[i] ?? '0', 10) || 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The highest of some versions; null for none. */
export function highestVersion(versions: readonly string[]): string | null {
  let best: string | null = null;
  for (const version of versions) if (best === null || compareVersions(version, best) > 0) best = version;
  return best;
}
