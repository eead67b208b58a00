import { highestVersion } from '../versions.ts';
import type { ElfBytes } from './bytes.ts';
import type { DynamicTables } from './dynamic.ts';

const MOST_LIBRARIES = 1024;
const MOST_VERSIONS = 8192;

/** Symbol versions that a file wants from one library: libc.so.6, [GLIBC_2.2.5, GLIBC_2.34]. */
export interface VersionNeed {
  readonly library: string;
  readonly versions: readonly string[];
}

export interface SymbolVersions {
  readonly needs: readonly VersionNeed[];
  /** Versions this file itself provides (a library's). */
  readonly provides: readonly string[];
  /** Version index (.gnu.version) to name, for symbols. */
  readonly names: ReadonlyMap<number, { readonly version: string; readonly library: string }>;
}

/** .gnu.version_r and .gnu.version_d. Every loop is bounded and only moves forward. */
export function readSymbolVersions(bytes: ElfBytes, tables: DynamicTables): SymbolVersions {
  const names = new Map<number, { version: string; library: string }>();
  const needs = readNeeds(bytes, tables, names);
  return { needs, provides: readDefinitions(bytes, tables, names), names };
}

function readNeeds(
  bytes: ElfBytes,
  tables: DynamicTables,
  names: Map<number, { version: string; library: string }>,
): VersionNeed[] {
  const { versionNeeds, strings } = tables;
  if (versionNeeds === null || strings === null) return [];
  const found: VersionNeed[] = [];
  let at = versionNeeds.offset;
  let left = MOST_VERSIONS;
  for (let i = 0; i < Math.min(versionNeeds.count, MOST_LIBRARIES) && bytes.has(at, 16); i += 1) {
    const count = bytes.u16(at + 2) ?? 0;
    const library = bytes.text(strings + (bytes.u32(at + 4) ?? 0)) ?? '';
    let aux = at + (bytes.u32(at + 8) ?? 0);
    const versions: string[] = [];
    for (let j = 0; j < count && left > 0 && bytes.has(aux, 16); j += 1, left -= 1) {
      const version = bytes.text(strings + (bytes.u32(aux + 8) ?? 0));
      if (version !== null) {
        versions.push(version);
        names.set((bytes.u16(aux + 6) ?? 0) & 0x7fff, { version, library });
      }
      const next = bytes.u32(aux + 12) ?? 0;
      if (next === 0) break;
      aux += next;
    }
    found.push({ library, versions });
    const next = bytes.u32(at + 12) ?? 0;
    if (next === 0) break;
    at += next;
  }
  return found;
}

function readDefinitions(
  bytes: ElfBytes,
  tables: DynamicTables,
  names: Map<number, { version: string; library: string }>,
): string[] {
  const { versionDefinitions, strings } = tables;
  if (versionDefinitions === null || strings === null) return [];
  const found: string[] = [];
  let at = versionDefinitions.offset;
  for (let i = 0; i < Math.min(versionDefinitions.count, MOST_VERSIONS) && bytes.has(at, 20); i += 1) {
    const base = ((bytes.u16(at + 2) ?? 0) & 1) !== 0;
    const name = bytes.text(strings + (bytes.u32(at + (bytes.u32(at + 12) ?? 0)) ?? 0));
    // The base definition is the library's own name, no version.
    if (name !== null && !base) {
      found.push(name);
      names.set((bytes.u16(at + 4) ?? 0) & 0x7fff, { version: name, library: '' });
    }
    const next = bytes.u32(at + 16) ?? 0;
    if (next === 0) break;
    at += next;
  }
  return found;
}

/** `GLIBC_2.34` → { family: 'GLIBC', version: '2.34' }; null for names without a number (GLIBC_PRIVATE). */
function splitVersion(name: string): { family: string; version: string } | null {
  const at = name.lastIndexOf('_');
  const version = name.slice(at + 1);
  if (at <= 0 || !/^[0-9]{1,9}(?:\.[0-9]{1,9}){0,6}$/.test(version)) return null;
  return { family: name.slice(0, at), version };
}

/** The highest version of each family: { GLIBC: '2.34', GLIBCXX: '3.4.29' }. Compared number by number. */
export function highestPerFamily(names: readonly string[]): Record<string, string> {
  const families = new Map<string, string[]>();
  for (const name of names) {
    const split = splitVersion(name);
    if (split) families.set(split.family, [...(families.get(split.family) ?? []), split.version]);
  }
  return Object.fromEntries([...families].map(([family, versions]) => [family, highestVersion(versions) ?? '']));
}
