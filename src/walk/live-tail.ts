const LF = 0x0a;
const CR = 0x0d;

/** Looked back over when masking: longer than any private key, so that its lines are known for what they are. */
const WINDOW = 64 * 1024;
/** A line that is longer and has not ended is not shown. */
const MOST_LINE = 16 * 1024;

/** The end of what a command that is running has printed, in whole lines and constant memory. */
export class LiveTail {
  readonly #begun = { stdout: emptyLine(), stderr: emptyLine() };
  #whole: Buffer[] = [];
  #wholeSize = 0;
  #isCut = false;
  /** Of both streams, so far. */
  bytes = 0;

  /** Takes what came; it is copied. A line that has not ended waits: half a secret would not be known for one. */
  add(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    this.bytes += chunk.length;
    let rest = chunk;
    const first = lineEnd(chunk);
    if (first >= 0) {
      const line = this.#begun[stream];
      if (line.isTooLong) this.#keep(Buffer.from(TOO_LONG));
      else this.#keep(Buffer.concat([...line.parts, chunk.subarray(0, first + 1)]));
      const last = Math.max(chunk.lastIndexOf(LF), chunk.lastIndexOf(CR));
      if (last > first) this.#keep(Buffer.from(chunk.subarray(Math.max(first + 1, last + 1 - WINDOW), last + 1)));
      rest = chunk.subarray(last + 1);
      this.#begun[stream] = emptyLine();
    }
    if (rest.length > 0) addTo(this.#begun[stream], rest);
  }

  #keep(lines: Buffer): void {
    this.#whole.push(lines);
    this.#wholeSize += lines.length;
    if (this.#wholeSize > 2 * WINDOW) this.#compact();
  }

  #compact(): void {
    const all = Buffer.concat(this.#whole);
    const from = Math.max(0, all.length - WINDOW);
    if (from > 0) this.#isCut = true;
    this.#whole = [Buffer.from(all.subarray(from))];
    this.#wholeSize = all.length - from;
  }

  /** The last whole lines, as they came: not masked. */
  text(): string {
    this.#compact();
    const text = this.#whole.map((part) => part.toString('utf8')).join('');
    return this.#isCut ? text.slice(text.search(/[\r\n]/) + 1) : text;
  }
}

const TOO_LONG = '[a line that is too long to be shown while it comes]\n';

interface Line {
  parts: Buffer[];
  size: number;
  isTooLong: boolean;
}

function emptyLine(): Line {
  return { parts: [], size: 0, isTooLong: false };
}

function addTo(line: Line, bytes: Buffer): void {
  if (line.isTooLong) return;
  line.isTooLong = line.size + bytes.length > MOST_LINE;
  line.size += bytes.length;
  if (line.isTooLong) line.parts = [];
  else line.parts.push(Buffer.from(bytes));
}

function lineEnd(bytes: Buffer): number {
  const found = [bytes.indexOf(LF), bytes.indexOf(CR)].filter((at) => at >= 0);
  return found.length === 0 ? -1 : Math.min(...found);
}
