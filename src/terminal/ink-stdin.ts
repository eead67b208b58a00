import { PassThrough } from 'node:stream';

/**
 * What Ink gets for a standard input: it looks like a terminal, but says only what is written to it. Raw mode, ref and
 * unref are for show; the real terminal has one owner, the key feed, and a screen of Ink's that unmounts must not
 * switch raw mode off under the next one.
 */
export class InkStdin extends PassThrough {
  readonly isTTY = true;
  isRaw = false;

  setRawMode(enabled: boolean): this {
    this.isRaw = enabled;
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
