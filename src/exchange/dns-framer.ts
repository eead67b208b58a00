import { messageLength } from './dns-wire.ts';

/** More than any reply without EDNS may hold, and enough for servers that send more than they may. */
const LIMIT_BYTES = 16 * 1024;

/** The longest beginning of a reply that may have come without the rest: a header and the longest question. */
const LONGEST_BEGINNING = 12 + 255 + 4;

/** A piece of what came: a whole message, or bytes that begin like a reply but are none. */
export interface Frame {
  readonly bytes: Buffer;
  readonly whole: boolean;
}

/**
 * Cuts replies out of a stream of datagrams without framing: they may come coalesced, in pieces, or broken. A message's
 * length is read off the message itself; when that leads nowhere, the next place where an awaited reply begins is taken.
 */
export class DnsFramer {
  #buffer: Buffer = Buffer.alloc(0);
  readonly #begins: (bytes: Buffer) => boolean;

  /** @param begins says whether a reply that is waited for begins at these bytes. */
  constructor(begins: (bytes: Buffer) => boolean) {
    this.#begins = begins;
  }

  push(chunk: Buffer): Frame[] {
    const frames: Frame[] = [];
    // A datagram is one read at the far end, so a reply begins where a chunk begins: what was unfinished stays so.
    if (this.#buffer.length > 0 && this.#begins(chunk)) {
      if (this.#begins(this.#buffer)) frames.push({ bytes: this.#buffer, whole: false });
      this.#buffer = chunk;
    } else {
      this.#buffer = Buffer.concat([this.#buffer, chunk]);
    }
    if (this.#buffer.length > LIMIT_BYTES) this.#buffer = this.#buffer.subarray(0, LIMIT_BYTES);
    this.#cut(frames);
    return frames;
  }

  /** What is left over and never became whole. */
  rest(): Buffer {
    return this.#buffer;
  }

  #cut(frames: Frame[]): void {
    while (this.#buffer.length > 0) {
      if (!this.#begins(this.#buffer)) {
        const first = this.#nextBeginning();
        // Replies to nobody are passed over; what may be the first bytes of one to us is kept.
        if (first === -1) this.#buffer = this.#buffer.subarray(-LONGEST_BEGINNING);
        else this.#buffer = this.#buffer.subarray(first);
        if (first === -1) return;
      }
      const length = messageLength(this.#buffer);
      if (typeof length === 'number') {
        frames.push({ bytes: this.#buffer.subarray(0, length), whole: true });
        this.#buffer = this.#buffer.subarray(length);
        continue;
      }
      const next = this.#nextBeginning();
      if (length === 'incomplete' && next === -1) return;
      const end = next === -1 ? this.#buffer.length : next;
      frames.push({ bytes: this.#buffer.subarray(0, end), whole: false });
      this.#buffer = next === -1 ? this.#buffer.subarray(1).subarray(-LONGEST_BEGINNING) : this.#buffer.subarray(next);
    }
  }

  #nextBeginning(): number {
    for (let at = 1; at + 12 <= this.#buffer.length; at += 1) {
      if (this.#begins(this.#buffer.subarray(at))) return at;
    }
    return -1;
  }
}
