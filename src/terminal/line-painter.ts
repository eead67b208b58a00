const SGR = /\u001B\[[\d;:]*m/g;

export interface LinePainterOptions {
  readonly write: (text: string) => void;
  /** Frames that follow each other faster than this are one, milliseconds. */
  readonly settleMs?: number;
}

/**
 * Shows frames on a terminal that cannot address its screen (`TERM=dumb`), or to a screen reader: when the frames have
 * come to rest, the lines that were not in the last one said are printed below each other. No escape sequences.
 */
export class LinePainter {
  readonly #options: LinePainterOptions;
  #said = new Set<string>();
  #frame = '';
  #running = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LinePainterOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = true;
    this.repaint();
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Says the whole frame again. */
  repaint(): void {
    this.#said = new Set();
    this.paint(this.#frame);
  }

  paint(frame: string): void {
    this.#frame = frame;
    if (!this.#running) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#say(), this.#options.settleMs ?? 150);
  }

  #say(): void {
    const lines = this.#frame.split('\n').map((line) => line.replace(SGR, '').trimEnd());
    const fresh = lines.filter((line) => line.trim() !== '' && !this.#said.has(line));
    this.#said = new Set(lines);
    if (fresh.length > 0) this.#options.write(`${fresh.join('\n')}\n`);
  }
}
