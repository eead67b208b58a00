/**
 * The candidate that a misspelt word most likely meant, as a hint: `did you mean "seconds"?`; empty when none is near.
 */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const best = nearest(word, candidates);
  if (best !== null) return `did you mean "${best}"?`;
  if (candidates.length === 0 || candidates.length > 12) return '';
  return `known: ${candidates.join(', ')}`;
}

/** The nearest of the candidates, where one is near enough to have been meant. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const wanted = word.toLowerCase().slice(0, 64);
  const most = wanted.length < 4 ? 1 : Math.max(2, Math.floor(wanted.length / 3));
  let best: string | null = null;
  let bestDistance = most + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase().slice(0, 64));
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      // Two letters in the wrong order are one slip of the fingers.
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(change, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
