import { Readable, Writable } from 'node:stream';
import type { CommandIo } from '../../../src/commands/io.ts';

/** What a command writes, instead of a terminal. */
export interface CapturedIo extends CommandIo {
  readonly out: () => string;
  readonly err: () => string;
}

export function captureIo(env: Readonly<Record<string, string | undefined>>): CapturedIo {
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
  const stdin = Readable.from([]) as unknown as NodeJS.ReadStream;
  return { stdin, stdout: out.stream, stderr: err.stream, env, out: out.text, err: err.text };
}
