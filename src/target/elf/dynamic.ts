import type { ElfBytes } from './bytes.ts';
import type { Segment } from './segments.ts';
import { fileOffset } from './segments.ts';

const MOST_ENTRIES = 4096;
const MOST_NEEDED = 1024;

/** Tags of the dynamic section that are read here. */
const DT = {
  needed: 1,
  hash: 4,
  strtab: 5,
  symtab: 6,
  strsz: 10,
  soname: 14,
  rpath: 15,
  runpath: 29,
  gnuHash: 0x6ffffef5,
  versym: 0x6ffffff0,
  flags1: 0x6ffffffb,
  verdef: 0x6ffffffc,
  verdefnum: 0x6ffffffd,
  verneed: 0x6ffffffe,
  verneednum: 0x6fffffff,
} as const;

/** DF_1_PIE: the linker's own word that this is a program and no library. */
const DF_1_PIE = 0x08000000;

/** Where the tables lie that the dynamic section names: file offsets; null where there is none or it is out of reach. */
export interface DynamicTables {
  readonly strings: number | null;
  readonly symbols: number | null;
  readonly hash: number | null;
  readonly gnuHash: number | null;
  readonly versionIndex: number | null;
  readonly versionNeeds: { readonly offset: number; readonly count: number } | null;
  readonly versionDefinitions: { readonly offset: number; readonly count: number } | null;
}

export interface DynamicSection {
  /** DT_NEEDED, in order. */
  readonly needed: readonly string[];
  readonly soname: string | null;
  /** DT_RPATH and DT_RUNPATH, split at the colons, `$ORIGIN` left as it is. */
  readonly rpath: readonly string[];
  readonly runpath: readonly string[];
  /** Marked as a position-independent program. */
  readonly pie: boolean;
  readonly tables: DynamicTables;
}

function entries(bytes: ElfBytes, segment: Segment): { tag: number; value: number }[] {
  const size = bytes.wide ? 16 : 8;
  const count = Math.min(Math.floor(segment.fileSize / size), MOST_ENTRIES);
  const found: { tag: number; value: number }[] = [];
  for (let i = 0; i < count; i += 1) {
    const at = segment.offset + i * size;
    const tag = bytes.word(at);
    const value = bytes.word(at + size / 2);
    if (tag === 0) break;
    if (tag !== null && value !== null) found.push({ tag, value });
    else if (at + size > bytes.buffer.length) break;
  }
  return found;
}

/** The dynamic section; null when it is not at hand. */
export function readDynamic(bytes: ElfBytes, segment: Segment, loads: readonly Segment[]): DynamicSection | null {
  if (!bytes.has(segment.offset, Math.min(segment.fileSize, MOST_ENTRIES * 16))) return null;
  const all = entries(bytes, segment);
  const first = (tag: number): number | null => all.find((entry) => entry.tag === tag)?.value ?? null;
  const offsetOf = (tag: number): number | null => {
    const address = first(tag);
    return address === null ? null : fileOffset(loads, address);
  };
  const strings = offsetOf(DT.strtab);
  const text = (value: number): string | null => (strings === null ? null : bytes.text(strings + value));
  const texts = (tag: number): string[] =>
    all
      .filter((entry) => entry.tag === tag)
      .slice(0, MOST_NEEDED)
      .map((entry) => text(entry.value))
      .filter((value) => value !== null);
  const table = (at: number, number: number): { offset: number; count: number } | null => {
    const offset = offsetOf(at);
    const count = first(number);
    return offset === null || count === null ? null : { offset, count };
  };
  const paths = (tag: number): string[] =>
    texts(tag).flatMap((value) => value.split(':').filter((part) => part !== ''));
  return {
    needed: texts(DT.needed),
    soname: texts(DT.soname)[0] ?? null,
    rpath: paths(DT.rpath),
    runpath: paths(DT.runpath),
    pie: ((first(DT.flags1) ?? 0) & DF_1_PIE) !== 0,
    tables: {
      strings,
      symbols: offsetOf(DT.symtab),
      hash: offsetOf(DT.hash),
      gnuHash: offsetOf(DT.gnuHash),
      versionIndex: offsetOf(DT.versym),
      versionNeeds: table(DT.verneed, DT.verneednum),
      versionDefinitions: table(DT.verdef, DT.verdefnum),
    },
  };
}
