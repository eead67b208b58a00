import { Readable, Writable } from 'node:stream';
import type { CommandIo } from '../../../src/commands/io.ts';

/** What a command writes, instead of a terminal. */
export interface CapturedIo extends CommandIo {
  readonly out: () => string;
  readonly err: () => string;
}

/** With `typed`, the streams say that they are a terminal, and that is what a person types. */
export function captureIo(env: Readonly<Record<string, string | undefined>>, typed?: string): CapturedIo {
  const sink = () => {
    const parts: string[] = [];
    const stream = new Writable({
      write(chunk, _encoding, done) {
        parts.push(String(chunk));
        done();
      },
    });
    return { stream, text: () => parts.join('') };
  };
  const out = sink();
  const err = sink();
  const isTTY = typed !== undefined;
  const stdin = Object.assign(Readable.from(typed === undefined ? [] : [typed]), { isTTY });
  return {
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: Object.assign(out.stream, { isTTY, columns: 80 }),
    stderr: err.stream,
    env,
    out: out.text,
    err: err.text,
  };
}
