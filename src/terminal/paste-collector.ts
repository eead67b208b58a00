const END = [0x1b, 0x5b, 0x32, 0x30, 0x31, 0x7e]; // ESC [ 2 0 1 ~

/** More than anyone pastes into a field; what comes after it is swallowed to the end of the paste. */
const MAX_PASTE_BYTES = 1_048_576;

/** Collects the bytes of a bracketed paste up to its end marker, byte by byte, so that chunks may be cut anywhere. */
export class PasteCollector {
  #bytes: number[] = [];
  #matched = 0;

  /** Takes one byte. Returns true when it was the last of the end marker. */
  take(byte: number): boolean {
    if (byte === END[this.#matched]) {
      this.#matched += 1;
      return this.#matched === END.length;
    }
    // Only the first byte of the marker is an ESC, so a failed match can begin again nowhere else.
    if (this.#matched > 0) {
      for (const held of END.slice(0, this.#matched)) this.#keep(held);
      this.#matched = byte === END[0] ? 1 : 0;
      if (this.#matched === 1) return false;
    }
    this.#keep(byte);
    return false;
  }

  /**
   * The text so far, and a fresh start. Line ends become `\n`; other control characters, an end marker smuggled in
   * included, are taken out: what is pasted was often copied from hostile output.
   */
  finish(): string {
    const text = Buffer.from(this.#bytes).toString('utf8');
    this.#bytes = [];
    this.#matched = 0;
    return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, '');
  }

  #keep(byte: number): void {
    if (this.#bytes.length < MAX_PASTE_BYTES) this.#bytes.push(byte);
  }
}
