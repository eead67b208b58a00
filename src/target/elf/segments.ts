import type { ByteRange, ElfBytes } from './bytes.ts';

const MOST_SEGMENTS = 512;

export const PT = { load: 1, dynamic: 2, interp: 3, note: 4 } as const;

/** A program header: a part of the file and where it is mapped. */
export interface Segment {
  readonly type: number;
  readonly writable: boolean;
  readonly offset: number;
  readonly address: number;
  readonly fileSize: number;
}

/** The program headers that are at hand and make sense. */
export function readSegments(bytes: ElfBytes, table: ByteRange & { readonly entrySize: number }): Segment[] {
  const count = table.entrySize === 0 ? 0 : Math.min(Math.floor(table.length / table.entrySize), MOST_SEGMENTS);
  if (table.entrySize < (bytes.wide ? 56 : 32) || !bytes.has(table.offset, count * table.entrySize)) return [];
  const segments: Segment[] = [];
  for (let i = 0; i < count; i += 1) {
    const at = table.offset + i * table.entrySize;
    const type = bytes.u32(at);
    const flags = bytes.u32(bytes.wide ? at + 4 : at + 24);
    const offset = bytes.word(bytes.wide ? at + 8 : at + 4);
    const address = bytes.word(bytes.wide ? at + 16 : at + 8);
    const fileSize = bytes.word(bytes.wide ? at + 32 : at + 16);
    if (type === null || flags === null || offset === null || address === null || fileSize === null) continue;
    segments.push({ type, writable: (flags & 2) !== 0, offset, address, fileSize });
  }
  return segments;
}

/** Where in the file a mapped address lies; null when no part of the file is mapped there. */
export function fileOffset(loads: readonly Segment[], address: number): number | null {
  for (const load of loads) {
    if (address >= load.address && address < load.address + load.fileSize) return address - load.address + load.offset;
  }
  return null;
}
