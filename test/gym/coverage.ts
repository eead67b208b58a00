import { allExpectations } from './scenario-folders.ts';

/** The containers that show a cause, by libc, and those that only look like it. */
export interface CauseCoverage {
  readonly id: string;
  readonly glibc: readonly string[];
  readonly musl: readonly string[];
  /** Containers with another cause, or none, of which a verdict must not name this one. */
  readonly nearMisses: readonly string[];
}

/** Causes that there are with one libc only, and why. */
export const ONE_LIBC: Readonly<Record<string, { libc: 'glibc' | 'musl'; because: string }>> = {
  'libc-too-old': { libc: 'glibc', because: 'musl has no versions of symbols: what is too old lacks a symbol there' },
  'libstdcxx-too-old': {
    libc: 'glibc',
    because: 'musl’s loader does not look at versions: an older libstdc++ lacks a symbol there',
  },
  'locale-missing': { libc: 'glibc', because: 'musl knows C.UTF-8 alone, and reads no locale data' },
  'allocator-contention': { libc: 'musl', because: 'it is musl’s allocator' },
};

/** What the gym has of each of these causes. */
export function causeCoverage(ids: readonly string[]): CauseCoverage[] {
  const all = Object.entries(allExpectations());
  return ids.map((id) => {
    const shown = all.filter(([, { causes }]) => causes[0] === id);
    const named = (libc: string) => shown.filter(([, { libc: own }]) => own === libc).map(([name]) => name);
    const near = all.filter(([, { causes, forbidden }]) => !causes.includes(id) && forbidden?.includes(id));
    return { id, glibc: named('glibc'), musl: named('musl'), nearMisses: near.map(([name]) => name) };
  });
}

/** The coverage as a table, a line a cause; what is missing is marked. */
export function coverageTable(rows: readonly CauseCoverage[]): string {
  const count = (names: readonly string[], none: boolean): string => (none ? '–' : String(names.length)).padStart(6);
  const lines = rows.map(({ id, glibc, musl, nearMisses }) => {
    const one = ONE_LIBC[id];
    return [
      id.padEnd(30),
      count(glibc, one?.libc === 'musl'),
      count(musl, one?.libc === 'glibc'),
      String(nearMisses.length).padStart(6),
      `  ${nearMisses.slice(0, 3).join(', ')}${one ? `  (${one.because})` : ''}`,
    ].join('');
  });
  return [`${'cause'.padEnd(30)} glibc  musl  near  misses, the first three`, ...lines].join('\n');
}
