/** What was kept of a stream. */
export interface Kept {
  readonly text: string;
  /** Bytes that were left out of the middle. */
  readonly dropped: number;
}

/**
 * Keeps the first and the last half of `limit` bytes of a stream, whatever its length; what was left out between them
 * is counted and named in the text.
 */
export class KeptBytes {
  readonly #half: number;
  readonly #head: Buffer[] = [];
  #headSize = 0;
  #tail: Buffer[] = [];
  #tailSize = 0;
  #dropped = 0;

  constructor(limit: number) {
    this.#half = Math.max(1, Math.floor(limit / 2));
  }

  add(chunk: Buffer): void {
    let rest = chunk;
    if (this.#headSize < this.#half) {
      const part = rest.subarray(0, this.#half - this.#headSize);
      this.#head.push(Buffer.from(part));
      this.#headSize += part.length;
      rest = rest.subarray(part.length);
    }
    if (rest.length === 0) return;
    // Copied: a slice would hold the whole buffer that the socket read into.
    this.#tail.push(Buffer.from(rest.length > this.#half ? rest.subarray(rest.length - this.#half) : rest));
    this.#tailSize += Math.min(rest.length, this.#half);
    this.#dropped += Math.max(0, rest.length - this.#half);
    if (this.#tailSize > 2 * this.#half) this.#compact();
  }

  #compact(): void {
    if (this.#tailSize <= this.#half) return;
    const all = Buffer.concat(this.#tail);
    const kept = all.subarray(all.length - this.#half);
    this.#dropped += all.length - kept.length;
    this.#tail = [Buffer.from(kept)];
    this.#tailSize = kept.length;
  }

  /** As UTF-8; a character that was cut in two at the gap is left out with it. */
  result(): Kept {
    this.#compact();
    const head = Buffer.concat(this.#head);
    const tail = Buffer.concat(this.#tail);
    if (this.#dropped === 0) return { text: Buffer.concat([head, tail]).toString('utf8'), dropped: 0 };
    const whole = head.subarray(0, head.length - cutAtEnd(head));
    const from = cutAtStart(tail);
    const dropped = this.#dropped + (head.length - whole.length) + from;
    const text = `${whole.toString('utf8')}\n[… ${dropped} bytes left out …]\n${tail.subarray(from).toString('utf8')}`;
    return { text, dropped };
  }
}

/** How many bytes at the end begin a character that is not complete. */
function cutAtEnd(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

/** How many bytes at the start continue a character that began before. */
function cutAtStart(bytes: Buffer): number {
  let count = 0;
  while (count < Math.min(3, bytes.length) && ((bytes[count] as number) & 0xc0) === 0x80) count += 1;
  return count;
}
