import type { ByteRange } from './elf/bytes.ts';
import { ElfBytes } from './elf/bytes.ts';
import type { DynamicSection } from './elf/dynamic.ts';
import { readDynamic } from './elf/dynamic.ts';
import type { GoBuild } from './elf/go-build.ts';
import { readGoBuild } from './elf/go-build.ts';
import { architectureOf } from './elf/machine.ts';
import type { Segment } from './elf/segments.ts';
import { PT, readSegments } from './elf/segments.ts';
import type { VersionNeed } from './elf/symbol-versions.ts';
import { highestPerFamily, readSymbolVersions } from './elf/symbol-versions.ts';
import type { ElfSymbols } from './elf/symbols.ts';
import { readSymbols } from './elf/symbols.ts';

/**
 * An ELF file as far as its bytes are at hand. Of a file that was read only in part, what lies further back is absent
 * and named in `missing`: header, interpreter and architecture stand in the first kilobytes, the dynamic section of a
 * large program near its end.
 */
export interface ElfFile {
  readonly bits: 32 | 64;
  readonly endian: 'little' | 'big';
  /** amd64, arm64, …, as image configurations spell it. */
  readonly architecture: string;
  readonly machine: number;
  /** e_type: a shared object is also what a position-independent program is. */
  readonly type: 'executable' | 'shared-object' | 'relocatable' | 'core' | 'other';
  /** How it is started. `library`: a shared object without a loader of its own; `unknown`: not to be told yet. */
  readonly linkage: 'dynamic' | 'static' | 'static-pie' | 'library' | 'unknown';
  /** PT_INTERP: the loader the kernel starts for it. Null: it names none (or it is not at hand, see `missing`). */
  readonly interpreter: string | null;
  /** Null: there is none, or it is not at hand. */
  readonly dynamic: DynamicSection | null;
  /** Symbol versions wanted, by library. */
  readonly versionNeeds: readonly VersionNeed[];
  /** The highest wanted of each family, over all libraries: { GLIBC: '2.34', GLIBCXX: '3.4.29' }. */
  readonly highestNeeds: Readonly<Record<string, string>>;
  /** Symbol versions provided (by a library), and the highest of each family. */
  readonly versionsProvided: readonly string[];
  readonly highestProvided: Readonly<Record<string, string>>;
  readonly symbols: ElfSymbols;
  readonly go: GoBuild | null;
  /** Parts of the file that were wanted and not at hand. Empty: everything was read. */
  readonly missing: readonly ByteRange[];
  /** How long a prefix of the file would have shown all that is `missing` (further tables may turn up then); else 0. */
  readonly wantsBytes: number;
  /** The file ends before its own tables do. Only told when `fileSize` was given. */
  readonly damaged: boolean;
}

const TYPES: Readonly<Record<number, ElfFile['type']>> = {
  1: 'relocatable',
  2: 'executable',
  3: 'shared-object',
  4: 'core',
};

/** Whether the bytes begin as an ELF file does. */
export function isElf(bytes: Buffer): boolean {
  return bytes.length >= 4 && bytes.readUInt32BE(0) === 0x7f454c46;
}

/**
 * Reads an ELF file's headers, interpreter, dynamic section, symbol versions and Go build information. Pure; never
 * throws; null for bytes that are no ELF file or end within its first header.
 * `fileSize` is the whole file's, when `bytes` is only its beginning. `symbols`: how many dynamic symbols of each kind
 * to list; none when left out.
 */
export function parseElf(bytes: Buffer, options: { fileSize?: number; symbols?: number } = {}): ElfFile | null {
  if (!isElf(bytes) || bytes.length < 52) return null;
  const [wordSize, order] = [bytes[4], bytes[5]];
  if ((wordSize !== 1 && wordSize !== 2) || (order !== 1 && order !== 2)) return null;
  const wide = wordSize === 2;
  const elf = new ElfBytes(bytes, order === 1, wide);
  const [type, machine] = [elf.u16(16), elf.u16(18)];
  const at = wide ? { table: 32, entrySize: 54, count: 56 } : { table: 28, entrySize: 42, count: 44 };
  const [table, entrySize, count] = [elf.word(at.table), elf.u16(at.entrySize), elf.u16(at.count)];
  if (type === null || machine === null || entrySize === null || count === null) return null;
  const segments = table === null ? [] : readSegments(elf, { offset: table, length: entrySize * count, entrySize });
  const interpreter = readInterpreter(elf, segments);
  const dynamicSegment = segments.find((segment) => segment.type === PT.dynamic);
  const loads = segments.filter((segment) => segment.type === PT.load);
  const dynamic = dynamicSegment ? readDynamic(elf, dynamicSegment, loads) : null;
  const versions = dynamic ? readSymbolVersions(elf, dynamic.tables) : null;
  const versionNeeds = versions?.needs ?? [];
  const bits = wide ? 64 : 32;
  const endian = order === 1 ? 'little' : 'big';
  const kind = TYPES[type] ?? 'other';
  const hasInterpreter = segments.some((segment) => segment.type === PT.interp);
  const segmentsKnown = segments.length > 0 || count === 0;
  const symbols =
    dynamic && versions && options.symbols
      ? readSymbols(elf, dynamic.tables, versions, options.symbols)
      : { undefined: [], defined: [], truncated: false };
  const wantsBytes = elf.missing.reduce((most, range) => Math.max(most, range.offset + range.length), 0);
  return {
    bits,
    endian,
    architecture: architectureOf(machine, bits, endian),
    machine,
    type: kind,
    linkage: segmentsKnown ? linkageOf(kind, hasInterpreter, dynamicSegment !== undefined, dynamic) : 'unknown',
    interpreter,
    dynamic,
    versionNeeds,
    highestNeeds: highestPerFamily(versionNeeds.flatMap((need) => need.versions)),
    versionsProvided: versions?.provides ?? [],
    highestProvided: highestPerFamily(versions?.provides ?? []),
    symbols,
    go: readGoBuild(elf, segments),
    missing: elf.missing,
    wantsBytes,
    damaged: options.fileSize !== undefined && wantsBytes > options.fileSize,
  };
}

function readInterpreter(elf: ElfBytes, segments: readonly Segment[]): string | null {
  const segment = segments.find((candidate) => candidate.type === PT.interp);
  if (segment === undefined) return null;
  const text = elf.text(segment.offset, Math.min(segment.fileSize, 4096));
  return text === null || text === '' ? null : text;
}

/** How a program is linked; a position-independent one without loader is static even where its headers end unseen. */
export function programLinkage({ linkage, type }: Pick<ElfFile, 'linkage' | 'type'>): ElfFile['linkage'] {
  return linkage === 'unknown' && type === 'shared-object' ? 'static-pie' : linkage;
}

function linkageOf(
  type: ElfFile['type'],
  hasInterpreter: boolean,
  hasDynamic: boolean,
  dynamic: DynamicSection | null,
): ElfFile['linkage'] {
  if (hasInterpreter) return 'dynamic';
  if (type === 'executable') return 'static';
  if (type !== 'shared-object') return 'unknown';
  if (!hasDynamic) return 'static-pie';
  if (dynamic === null) return 'unknown';
  // Older linkers do not mark static-pie programs: what needs nothing and has no name of its own is one.
  if (dynamic.pie) return 'static-pie';
  return dynamic.soname === null && dynamic.needed.length === 0 ? 'static-pie' : 'library';
}
