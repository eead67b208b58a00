import type { ElfBytes } from './bytes.ts';
import type { DynamicTables } from './dynamic.ts';
import type { SymbolVersions } from './symbol-versions.ts';

/** No real file has more dynamic symbols than this; a count beyond it is damage. */
const MOST_SCANNED = 262_144;

export interface ElfSymbol {
  readonly name: string;
  /** A weak symbol may stay undefined. */
  readonly weak: boolean;
  /** GLIBC_2.34; empty where the symbol has none. */
  readonly version: string;
  /** The library it is wanted from, where the version names one. */
  readonly library: string;
}

export interface ElfSymbols {
  readonly undefined: readonly ElfSymbol[];
  readonly defined: readonly ElfSymbol[];
  /** There were more than the caller wanted, or the table's end was not at hand. */
  readonly truncated: boolean;
}

/**
 * How many dynamic symbols there are: no field says so. DT_HASH does, where it exists; else the string table, which every
 * linker puts right behind; else the first hashed symbol, before which the undefined ones stand.
 */
function countSymbols(bytes: ElfBytes, tables: DynamicTables, entry: number): number {
  if (tables.hash !== null) {
    const chains = bytes.u32(tables.hash + 4);
    if (chains !== null) return Math.min(chains, MOST_SCANNED);
  }
  if (tables.symbols !== null && tables.strings !== null && tables.strings > tables.symbols) {
    return Math.min(Math.floor((tables.strings - tables.symbols) / entry), MOST_SCANNED);
  }
  if (tables.gnuHash !== null) return Math.min(bytes.u32(tables.gnuHash + 4) ?? 0, MOST_SCANNED);
  return 0;
}

/** One symbol; null for local ones and those without a name. */
function symbolAt(
  bytes: ElfBytes,
  at: number,
  tables: DynamicTables,
  versionIndex: number | null,
  versions: SymbolVersions,
): (ElfSymbol & { undefined: boolean }) | null {
  const binding = (bytes.buffer[at + (bytes.wide ? 4 : 12)] ?? 0) >> 4;
  if (binding !== 1 && binding !== 2) return null;
  const name = bytes.text((tables.strings ?? 0) + (bytes.u32(at) ?? 0));
  if (name === null || name === '') return null;
  const version = versionIndex === null ? undefined : versions.names.get(versionIndex & 0x7fff);
  return {
    name,
    weak: binding === 2,
    version: version?.version ?? '',
    library: version?.library ?? '',
    undefined: bytes.u16(at + (bytes.wide ? 6 : 14)) === 0,
  };
}

/** The dynamic symbols, at most `max` of each kind. */
export function readSymbols(bytes: ElfBytes, tables: DynamicTables, versions: SymbolVersions, max: number): ElfSymbols {
  const entry = bytes.wide ? 24 : 16;
  const { symbols, strings, versionIndex } = tables;
  const found: { undefined: ElfSymbol[]; defined: ElfSymbol[] } = { undefined: [], defined: [] };
  if (symbols === null || strings === null) return { ...found, truncated: false };
  const count = countSymbols(bytes, tables, entry);
  let truncated = false;
  for (let i = 1; i < count; i += 1) {
    const at = symbols + i * entry;
    if (!bytes.has(at, entry)) return { ...found, truncated: true };
    const index = versionIndex === null ? null : bytes.u16(versionIndex + i * 2);
    const symbol = symbolAt(bytes, at, tables, index, versions);
    if (symbol === null) continue;
    const { undefined: wanted, ...rest } = symbol;
    const list = wanted ? found.undefined : found.defined;
    if (list.length < max) list.push(rest);
    else truncated = true;
  }
  return { ...found, truncated };
}
