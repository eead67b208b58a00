import { Writable } from 'node:stream';
import { onTerminalResize, type SizedOutput, terminalSize } from './size.ts';

/** Everything that moves the cursor, erases or sets a mode; SGR (`…m`) is all that a frame may hold. */
const NOT_SGR = /\u001B\[[\d;:?]*[@-ln-~]/g;

/**
 * What Ink gets for a standard output: a terminal of the real one's size (80 × 24 where that is unknown), whose writes
 * become frames. Ink's own cursor movements are taken out; how a frame gets to the screen is the painter's business.
 * Works with Ink's `debug` on (a frame for every change) or off (at most `maxFps` a second).
 */
export class InkStdout extends Writable {
  readonly isTTY = true;
  readonly #output: SizedOutput;
  readonly #onFrame: (frame: string) => void;
  readonly #stopWatching: () => void;

  constructor(output: SizedOutput, onFrame: (frame: string) => void) {
    super({ decodeStrings: false });
    this.#output = output;
    this.#onFrame = onFrame;
    this.#stopWatching = onTerminalResize(output, () => this.emit('resize'));
  }

  get columns(): number {
    return terminalSize(this.#output).columns;
  }

  get rows(): number {
    return terminalSize(this.#output).rows;
  }

  override _write(chunk: Buffer | string, _encoding: string, done: (error?: Error) => void): void {
    const frame = String(chunk).replace(NOT_SGR, '');
    // A write of nothing but sequences (cursor on, erase) is no frame.
    if (frame !== '' && frame !== '\n') this.#onFrame(frame.endsWith('\n') ? frame.slice(0, -1) : frame);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stopWatching();
    done(error);
  }
}
