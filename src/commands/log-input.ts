import { open } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { UsageError } from './io.ts';

/** Of a file the last part is read, of a stream the first. */
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_LINES = 200_000;
/** Enough bytes for 4096 characters; the rest of a longer line is dropped as it comes. */
const MAX_LINE_BYTES = 4 * 4096;

interface LogInput {
  /** Why not all of it was read, in words; empty when it was. */
  readonly left: string;
  readonly empty: boolean;
}

type TakeLine = (line: string) => void;

/** Reads a file's last 32 MB or 200 000 lines. Throws UsageError when it cannot. */
export async function readLogFile(path: string, take: TakeLine): Promise<LogInput> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`cannot read ${path}: ${REASONS[error.code ?? ''] ?? error.code ?? error.message}.`);
  });
  try {
    const stat = await file.stat();
    if (stat.isDirectory()) throw new UsageError(`${path} is a directory; name a file, or pipe the text in.`);
    if (!stat.isFile()) return await readLogStream(file.createReadStream({ autoClose: false }), take);
    const start = Math.max(0, stat.size - MAX_BYTES);
    const buffer = Buffer.alloc(Math.min(stat.size, MAX_BYTES));
    const length = await fill(file, buffer, start);
    const bytes = buffer.subarray(0, length);
    if (start === 0 && bytes[0] === 0x1f && bytes[1] === 0x8b) {
      throw new UsageError(`${path} is compressed; use: zcat ${path} | walkdown match`);
    }
    const from = lastLines(bytes, start > 0);
    const lines = new LineCutter(take);
    lines.push(start === 0 ? decodeUtf16(bytes).subarray(from) : bytes.subarray(from));
    lines.end();
    return { left: start + from > 0 ? `only the last part of ${path} was looked at` : '', empty: length === 0 };
  } finally {
    await file.close();
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'no permission',
  EISDIR: 'it is a directory',
};

async function fill(file: Awaited<ReturnType<typeof open>>, buffer: Buffer, start: number): Promise<number> {
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, start + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}

/** Where the last 200 000 lines begin. A first line that was cut in two is left out. */
function lastLines(bytes: Buffer, cut: boolean): number {
  let at = bytes.length;
  for (let lines = bytes.at(-1) === 0x0a ? 0 : 1; lines <= MAX_LINES; lines++) {
    const found = at === 0 ? -1 : bytes.lastIndexOf(0x0a, at - 1);
    if (found < 0) return cut ? bytes.indexOf(0x0a) + 1 : 0;
    if (lines === MAX_LINES) return found + 1;
    at = found;
  }
  return 0;
}

/** Reads a stream up to 32 MB or 200 000 lines and then lets go of it. */
export async function readLogStream(stream: NodeJS.ReadableStream, take: TakeLine): Promise<LogInput> {
  const lines = new LineCutter(take);
  let read = 0;
  let utf16: TextDecoder | undefined;
  for await (const part of stream) {
    let chunk = typeof part === 'string' ? Buffer.from(part) : part;
    if (read === 0) utf16 = utf16Decoder(chunk);
    if (utf16 !== undefined) chunk = Buffer.from(utf16.decode(chunk, { stream: true }));
    read += chunk.length;
    lines.push(read > MAX_BYTES ? chunk.subarray(0, chunk.length - (read - MAX_BYTES)) : chunk);
    if (read > MAX_BYTES || lines.count >= MAX_LINES) {
      lines.end();
      return {
        left: 'only the first part of the text was looked at; with tail -n 100000 before it, it is the last',
        empty: false,
      };
    }
  }
  lines.end();
  return { left: '', empty: read === 0 };
}

/** PowerShell writes `> file` so. */
function utf16Decoder(bytes: Buffer): TextDecoder | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be');
  return undefined;
}

function decodeUtf16(bytes: Buffer): Buffer {
  const decoder = utf16Decoder(bytes);
  return decoder === undefined ? bytes : Buffer.from(decoder.decode(bytes));
}

/** Cuts bytes into lines; what is not UTF-8 becomes U+FFFD, what is too long is dropped. */
class LineCutter {
  readonly #take: TakeLine;
  #parts: Buffer[] = [];
  #length = 0;
  #begun = false;
  count = 0;

  constructor(take: TakeLine) {
    this.#take = take;
  }

  push(bytes: Buffer): void {
    let start = 0;
    while (start < bytes.length && this.count < MAX_LINES) {
      const found = bytes.indexOf(0x0a, start);
      const end = found < 0 ? bytes.length : found;
      this.#keep(bytes.subarray(start, end));
      if (found >= 0) this.#finish();
      start = end + 1;
    }
  }

  end(): void {
    if (this.#begun) this.#finish();
  }

  #keep(bytes: Buffer): void {
    this.#begun = true;
    const room = MAX_LINE_BYTES - this.#length;
    if (room <= 0) return;
    const part = bytes.subarray(0, room);
    this.#length += part.length;
    this.#parts.push(Buffer.from(part));
  }

  #finish(): void {
    const [only] = this.#parts;
    const bytes = this.#parts.length === 1 && only !== undefined ? only : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#length = 0;
    this.#begun = false;
    this.count += 1;
    this.#take(bytes.toString('utf8'));
  }
}
