/** Where the characters of a line go while it is made safe; columns are terminal cells from 0. */
export interface LineSink {
  column: number;
  /** No more can be shown, and nothing that follows can change what is. */
  readonly isFull: boolean;
  /** Whether `\b` and `\r` can be obeyed. */
  readonly overwrites: boolean;
  readonly takesRuns: boolean;
  /** How many cells did not fit. */
  readonly overflow: number;
  put(char: string, width: number): void;
  /** Puts characters of one cell each. Returns how many of them were looked at. */
  putRun(run: string): number;
  /** Adds a combining mark to the character before the column. */
  mark(mark: string): void;
  text(): string;
}

/** For the usual line, that only grows. */
export class StringSink implements LineSink {
  column = 0;
  readonly overwrites = false;
  readonly takesRuns = true;
  readonly overflow = 0;
  #text = '';
  readonly #maxWidth: number;

  constructor(maxWidth: number) {
    this.#maxWidth = maxWidth;
  }

  get isFull(): boolean {
    return this.column >= this.#maxWidth;
  }

  put(char: string, width: number): void {
    this.#text += char;
    this.column += width;
  }

  putRun(run: string): number {
    const taken = run.slice(0, this.#maxWidth - this.column);
    this.#text += taken;
    this.column += taken.length;
    return taken.length;
  }

  mark(mark: string): void {
    this.#text += mark;
  }

  text(): string {
    return this.#text;
  }
}

/** For a line that overwrites itself: a row of cells, as a terminal has it. The second cell of a wide character is empty. */
export class CellSink implements LineSink {
  column = 0;
  readonly isFull = false;
  readonly overwrites = true;
  readonly takesRuns = false;
  #cells: string[] = [];
  #widest = 0;
  readonly #maxWidth: number;

  constructor(maxWidth: number) {
    this.#maxWidth = maxWidth;
  }

  get overflow(): number {
    return Math.max(0, this.#widest - this.#maxWidth);
  }

  put(char: string, width: number): void {
    if (this.column + width <= this.#maxWidth) {
      while (this.#cells.length < this.column) this.#cells.push(' ');
      this.#split(this.column);
      this.#split(this.column + width);
      this.#cells[this.column] = char;
      for (let cell = 1; cell < width; cell++) this.#cells[this.column + cell] = '';
    }
    this.column += width;
    this.#widest = Math.max(this.#widest, this.column);
  }

  /** Half of a wide character cannot stay: both halves become blanks. */
  #split(column: number): void {
    if (this.#cells[column] !== '' || column === 0) return;
    this.#cells[column - 1] = ' ';
    this.#cells[column] = ' ';
  }

  putRun(run: string): number {
    for (const char of run) this.put(char, 1);
    return run.length;
  }

  mark(mark: string): void {
    let at = this.column - 1;
    if (this.#cells[at] === '') at -= 1;
    const base = this.#cells[at];
    if (base !== undefined) this.#cells[at] = base + mark;
  }

  text(): string {
    return this.#cells.join('');
  }
}
