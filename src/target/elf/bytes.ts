/** A part of a file, in bytes from its beginning. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** No address of a sane binary lies beyond this (1 TiB); larger ones are damage or malice. */
const FARTHEST = 2 ** 40;
const MOST_RANGES = 64;

/**
 * The beginning of an ELF file, read field by field. Nothing here throws: what lies outside the bytes at hand is null,
 * and is noted in `missing`, so that a caller with a truncated read knows how much more it would take.
 */
export class ElfBytes {
  readonly missing: ByteRange[] = [];
  readonly buffer: Buffer;
  readonly little: boolean;
  /** 64-bit addresses. */
  readonly wide: boolean;

  constructor(buffer: Buffer, little: boolean, wide: boolean) {
    this.buffer = buffer;
    this.little = little;
    this.wide = wide;
  }

  /** Whether these bytes are at hand; if not, they are noted as missing. */
  has(offset: number, length: number): boolean {
    if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length)) return false;
    if (offset < 0 || length < 0 || offset > FARTHEST || length > FARTHEST) return false;
    if (offset + length <= this.buffer.length) return true;
    if (this.missing.length < MOST_RANGES) this.missing.push({ offset, length });
    return false;
  }

  u16(offset: number): number | null {
    if (!this.has(offset, 2)) return null;
    return this.little ? this.buffer.readUInt16LE(offset) : this.buffer.readUInt16BE(offset);
  }

  u32(offset: number): number | null {
    if (!this.has(offset, 4)) return null;
    return this.little ? this.buffer.readUInt32LE(offset) : this.buffer.readUInt32BE(offset);
  }

  /** A field as wide as the file's addresses. Null also when it is larger than any file: such a value is damage. */
  word(offset: number): number | null {
    if (!this.wide) return this.u32(offset);
    if (!this.has(offset, 8)) return null;
    const value = this.little ? this.buffer.readBigUInt64LE(offset) : this.buffer.readBigUInt64BE(offset);
    return value <= Number.MAX_SAFE_INTEGER ? Number(value) : null;
  }

  /** The text up to the next NUL, at most `max` bytes of it; null when its end is not at hand. */
  text(offset: number, max = 4096): string | null {
    if (!this.has(offset, 1)) return null;
    const limit = Math.min(this.buffer.length, offset + max);
    const end = this.buffer.subarray(offset, limit).indexOf(0);
    if (end >= 0) return this.buffer.toString('latin1', offset, offset + end);
    this.has(offset, Math.min(max, limit - offset + 256));
    return null;
  }
}
