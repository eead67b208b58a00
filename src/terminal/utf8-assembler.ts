/** Puts multi-byte UTF-8 characters together from single bytes. Bytes below 0x80 are not for it. */
export class Utf8Assembler {
  #bytes: number[] = [];
  #needed = 0;

  /** Takes a byte of 0x80 or more; returns the character that it completes. Bytes that fit nowhere are dropped. */
  take(byte: number): string | undefined {
    if (byte >= 0xc0) {
      this.#needed = sequenceLength(byte);
      this.#bytes = this.#needed > 0 ? [byte] : [];
      return undefined;
    }
    if (this.#bytes.length === 0) return undefined;
    this.#bytes.push(byte);
    if (this.#bytes.length < this.#needed) return undefined;
    // Overlong forms and surrogates decode to several replacement characters: no character was sent.
    const text = Buffer.from(this.#bytes).toString('utf8');
    this.reset();
    return text.includes('\uFFFD') ? undefined : text;
  }

  reset(): void {
    this.#bytes = [];
    this.#needed = 0;
  }
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf5) return 0;
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc2 ? 2 : 0;
}
