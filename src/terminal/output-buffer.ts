export interface OutputLimits {
  /** Bytes kept from the beginning. Default 256 KiB. */
  readonly headBytes?: number;
  /** Bytes kept from the end. Default 256 KiB. */
  readonly tailBytes?: number;
  /** Of a longer line the rest is left out and `…(+N bytes)` stands for it. Default 16 KiB; Infinity keeps lines whole. */
  readonly maxLineBytes?: number;
}

export interface KeptOutput {
  /** All of the output when nothing was dropped; else its beginning, up to a line's end where there is one. */
  readonly head: string;
  /** The end of the output, from a line's beginning where there is one; empty when nothing was dropped. */
  readonly tail: string;
  readonly totalBytes: number;
  readonly totalLines: number;
  /** Bytes that are neither in `head` nor in `tail`, those cut out of long lines included. */
  readonly droppedBytes: number;
  readonly droppedLines: number;
  /** How many lines were cut for their length. */
  readonly cutLines: number;
}

const KIB = 1024;
const LF = 0x0a;

/**
 * Collects one stream of a command in constant memory, however much it prints: the beginning, the end, and the count of
 * what was dropped in between. Bytes are kept as they came and decoded when asked for, so a UTF-8 character in two
 * chunks is one character.
 */
export class OutputBuffer {
  readonly #headLimit: number;
  readonly #tailLimit: number;
  readonly #lineLimit: number;
  #head = Buffer.alloc(0);
  #headLength = 0;
  #tail: Buffer | undefined;
  #tailStart = 0;
  #tailLength = 0;
  #overflow = 0;
  #totalBytes = 0;
  #newlines = 0;
  /** Bytes of the line that is being written, those left out included. */
  #lineBytes = 0;
  #cutBytes = 0;
  #cutLines = 0;

  constructor(limits: OutputLimits = {}) {
    this.#headLimit = limits.headBytes ?? 256 * KIB;
    this.#tailLimit = limits.tailBytes ?? 256 * KIB;
    this.#lineLimit = limits.maxLineBytes ?? 16 * KIB;
  }

  get totalBytes(): number {
    return this.#totalBytes;
  }

  /** Lines so far; one that is not ended yet counts. */
  get totalLines(): number {
    return this.#newlines + (this.#lineBytes > 0 ? 1 : 0);
  }

  /** Takes the next bytes; they are copied, the caller may use the chunk again. */
  write(chunk: Uint8Array | string): void {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
    this.#totalBytes += bytes.length;
    if (this.#fits(bytes)) this.#store(bytes);
    else this.#storeCut(bytes);
  }

  /** Counts the lines; false, with nothing counted, when a line is too long to be kept whole. */
  #fits(bytes: Uint8Array): boolean {
    const { length } = bytes;
    const limit = this.#lineLimit;
    let start = -this.#lineBytes; // where the line began; in an earlier chunk when negative
    let newlines = 0;
    for (let at = nextLineEnd(bytes, 0); at >= 0; at = nextLineEnd(bytes, start)) {
      if (at - start > limit) return false;
      newlines += 1;
      start = at + 1;
    }
    if (length - start > limit) return false;
    this.#newlines += newlines;
    this.#lineBytes = length - start;
    return true;
  }

  #storeCut(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const found = nextLineEnd(bytes, at);
      const end = found < 0 ? bytes.length : found;
      const room = Math.max(0, this.#lineLimit - this.#lineBytes);
      this.#store(bytes.subarray(at, Math.min(end, at + room)));
      this.#lineBytes += end - at;
      if (found >= 0) this.#endLine();
      at = end + 1;
    }
  }

  #endLine(): void {
    const cut = this.#lineBytes - this.#lineLimit;
    if (cut > 0) {
      this.#store(Buffer.from(cutMark(cut)));
      this.#cutBytes += cut;
      this.#cutLines += 1;
    }
    this.#store(NEWLINE);
    this.#newlines += 1;
    this.#lineBytes = 0;
  }

  #store(bytes: Uint8Array): void {
    const room = Math.min(bytes.length, this.#headLimit - this.#headLength);
    if (room > 0) this.#storeHead(bytes.subarray(0, room));
    if (room < bytes.length) this.#storeTail(bytes.subarray(Math.max(0, room)));
  }

  #storeHead(bytes: Uint8Array): void {
    const needed = this.#headLength + bytes.length;
    if (needed > this.#head.length) {
      const grown = Buffer.allocUnsafe(Math.min(this.#headLimit, Math.max(4 * KIB, needed * 2)));
      this.#head.copy(grown, 0, 0, this.#headLength);
      this.#head = grown;
    }
    this.#head.set(bytes, this.#headLength);
    this.#headLength = needed;
  }

  #storeTail(bytes: Uint8Array): void {
    const limit = this.#tailLimit;
    this.#tail ??= Buffer.allocUnsafe(limit);
    const lost = Math.max(0, this.#tailLength + bytes.length - limit);
    this.#overflow += lost;
    const kept = bytes.length > limit ? bytes.subarray(bytes.length - limit) : bytes;
    const at = limit > 0 ? (this.#tailStart + this.#tailLength) % limit : 0;
    const first = Math.min(kept.length, limit - at);
    this.#tail.set(kept.subarray(0, first), at);
    this.#tail.set(kept.subarray(first), 0);
    this.#tailLength = Math.min(limit, this.#tailLength + bytes.length);
    if (lost > 0) this.#tailStart = (at + kept.length) % limit;
  }

  /** What was kept, decoded; bytes that are no UTF-8 become U+FFFD. */
  snapshot(): KeptOutput {
    const openCut = Math.max(0, this.#lineBytes - this.#lineLimit);
    const openMark = openCut > 0 ? cutMark(openCut) : '';
    const head = this.#head.subarray(0, this.#headLength);
    const tail = this.#tailBytes(this.#tailLength);
    const counts = {
      totalBytes: this.#totalBytes,
      totalLines: this.totalLines,
      cutLines: this.#cutLines + (openCut > 0 ? 1 : 0),
    };
    const cutBytes = this.#cutBytes + openCut;
    if (this.#overflow === 0) {
      const all = tail.length === 0 ? head : Buffer.concat([head, tail]);
      return { ...counts, head: all.toString('utf8') + openMark, tail: '', droppedBytes: cutBytes, droppedLines: 0 };
    }
    const first = head.subarray(0, lastLineEnd(head));
    const last = tail.subarray(firstLineStart(tail));
    const trimmed = head.length - first.length + tail.length - last.length;
    return {
      ...counts,
      head: first.toString('utf8'),
      tail: last.toString('utf8') + openMark,
      droppedBytes: cutBytes + this.#overflow + trimmed,
      droppedLines: Math.max(0, counts.totalLines - countLines(first) - countLines(last)),
    };
  }

  /** The last lines, for a view that follows the output: cheap enough to be asked ten times a second. */
  lastLines(count: number): string[] {
    const window = this.#tailBytes(Math.min(this.#tailLength, FOLLOW_BYTES));
    const before =
      window.length < FOLLOW_BYTES && this.#overflow === 0 ? this.#head.subarray(0, this.#headLength) : EMPTY;
    const bytes = Buffer.concat([before.subarray(Math.max(0, before.length - FOLLOW_BYTES)), window]);
    const isWhole = bytes.length === this.#headLength + this.#tailLength && this.#overflow === 0;
    const text = bytes.subarray(isWhole ? 0 : firstLineStart(bytes)).toString('utf8');
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    return lines.slice(Math.max(0, lines.length - count));
  }

  /** The newest `count` bytes of the tail, in order; a copy. */
  #tailBytes(count: number): Buffer {
    const tail = this.#tail;
    if (tail === undefined || count === 0) return EMPTY;
    const from = (this.#tailStart + this.#tailLength - count) % this.#tailLimit;
    const first = Math.min(count, this.#tailLimit - from);
    return Buffer.concat([tail.subarray(from, from + first), tail.subarray(0, count - first)]);
  }
}

const EMPTY = Buffer.alloc(0);
const NEWLINE = Buffer.from('\n');
const FOLLOW_BYTES = 64 * KIB;

/** A native search costs its call, and most line ends are near: those are looked for here. */
function nextLineEnd(bytes: Uint8Array, from: number): number {
  const near = Math.min(bytes.length, from + 24);
  for (let at = from; at < near; at++) if (bytes[at] === LF) return at;
  return bytes.indexOf(LF, near);
}

function cutMark(bytes: number): string {
  return `…(+${bytes} bytes)`;
}

/** A line that is not ended counts, as in a text editor. */
function countLines(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte === LF) count += 1;
  return count + (bytes.length > 0 && bytes.at(-1) !== LF ? 1 : 0);
}

/** Behind the last line end; where there is none, behind the last whole character. */
function lastLineEnd(bytes: Buffer): number {
  const found = bytes.lastIndexOf(LF);
  if (found >= 0) return found + 1;
  let end = bytes.length;
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      if (needed > back) end = bytes.length - back;
      break;
    }
  }
  return end;
}

/** Behind the first line end; where there is none, at the first whole character. */
function firstLineStart(bytes: Buffer): number {
  const found = bytes.indexOf(LF);
  if (found >= 0 && found + 1 < bytes.length) return found + 1;
  let start = 0;
  while (start < Math.min(4, bytes.length) && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return start;
}
