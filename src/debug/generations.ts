import type { LibcFamily } from '../target/target.ts';
import { compareVersions } from '../target/versions.ts';

/** A version from which on a libc's resolver behaves differently, and how. */
interface Boundary {
  readonly from: string;
  readonly change: string;
}

/**
 * Where two versions of one libc stop being evidence for each other. Only what changes the outcome of a look-up
 * counts; closer versions are preferred anyway.
 * musl: its WHATSNEW and the commits named; glibc: its NEWS.
 */
const BOUNDARIES: Readonly<Partial<Record<LibcFamily, readonly Boundary[]>>> = {
  musl: [
    { from: '1.1.13', change: 'search domains and ndots are honoured' },
    { from: '1.2.4', change: 'truncated answers are asked again over TCP' },
  ],
  glibc: [
    { from: '2.9', change: 'A and AAAA are asked at the same time' },
    { from: '2.26', change: 'resolv.conf is read again when it changes, and more than six search domains count' },
  ],
};

/** A range of versions whose resolver behaves alike. */
export interface Generation {
  /** Running number within the family; two versions match when it is the same. */
  readonly index: number;
  /** "1.2.4 and later", "before 1.1.13", "2.9 to before 2.26". */
  readonly range: string;
}

/** The generation of a libc version; null where the family has none known or the version is not. */
export function generationOf(family: LibcFamily, version: string | null): Generation | null {
  const boundaries = BOUNDARIES[family];
  if (!boundaries || version === null || !/^\d{1,4}(\.\d{1,6}){1,3}$/.test(version)) return null;
  const index = boundaries.filter((boundary) => compareVersions(version, boundary.from) >= 0).length;
  const [from, to] = [boundaries[index - 1]?.from, boundaries[index]?.from];
  if (from === undefined) return { index, range: `before ${to}` };
  return { index, range: to === undefined ? `${from} and later` : `${from} to before ${to}` };
}

/** What lies between two generations of one family, in words; empty for the same one. */
export function changesBetween(family: LibcFamily, a: Generation, b: Generation): string {
  const boundaries = BOUNDARIES[family] ?? [];
  return boundaries
    .slice(Math.min(a.index, b.index), Math.max(a.index, b.index))
    .map((boundary) => `from ${boundary.from}, ${boundary.change}`)
    .join('; ');
}
