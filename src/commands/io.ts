/** What a command may touch of the process; tests hand in their own. */
export interface CommandIo {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  readonly stderr: NodeJS.WritableStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A command's arguments in, its exit status out (contract.md, "Exit status"). */
export type Command = (args: string[], io: CommandIo) => Promise<number>;

/** Wrong words on the command line, or a file of the person's that is wrong: exit status 2. */
export class UsageError extends Error {
  readonly exitStatus = 2;
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Writes and waits until the other side took it, so that a pipe gets all of it before the process ends. */
export function writeAll(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (!error || (error as NodeJS.ErrnoException).code === 'EPIPE') resolve();
      else reject(error);
    });
  });
}
