import type { Duplex } from 'node:stream';
import { createDemultiplexer } from './demultiplex.ts';
import type { CommandResult, RunLimits } from './engine.ts';
import { KeptBytes } from './kept-bytes.ts';

/** What a command of ours says, gathered as it comes. */
export interface Output {
  /** When the stream is over, however it ends. */
  readonly ended: Promise<void>;
  /** `ended`, or `limitMs` later. */
  endedWithin(limitMs: number): Promise<void>;
  result(how: {
    exitCode: number | null;
    timedOut: boolean;
    cancelled: boolean;
    startedAt: Date;
    durationMs: number;
  }): CommandResult;
}

/** Reads a hijacked stream to its end, keeping `keepBytes` of each of the two streams in it. */
export function collectOutput(stream: Duplex, { keepBytes, onOutput }: RunLimits): Output {
  const stdout = new KeptBytes(keepBytes);
  const stderr = new KeptBytes(keepBytes);
  const frames = createDemultiplexer((name, data) => {
    const isError = name === 'stderr';
    (isError ? stderr : stdout).add(data);
    onOutput?.(isError ? 'stderr' : 'stdout', data);
  });
  const ended = new Promise<void>((resolve) => {
    stream.on('data', (chunk: Buffer) => frames.write(chunk));
    stream.on('end', resolve);
    stream.on('close', resolve);
    stream.on('error', () => resolve());
  });
  return {
    ended,
    async endedWithin(limitMs) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, limitMs);
      });
      await Promise.race([ended, late]);
      clearTimeout(timer);
    },
    result(how) {
      const out = stdout.result();
      const err = stderr.result();
      const droppedBytes = out.dropped + err.dropped;
      return {
        exitCode: how.exitCode,
        stdout: out.text,
        stderr: err.text,
        truncated: droppedBytes > 0,
        droppedBytes,
        timedOut: how.timedOut,
        cancelled: how.cancelled,
        startedAt: how.startedAt.toISOString(),
        durationMs: how.durationMs,
      };
    },
  };
}

/** What a command was told on its way: to stop at its time, or because nobody wants it any more. */
export interface Stop {
  readonly why: Promise<'timeout' | 'cancel'>;
  end(): void;
}

export function stopAfter(timeoutMs: number, signal: AbortSignal | undefined): Stop {
  let onAbort: () => void = () => undefined;
  let timer: NodeJS.Timeout | undefined;
  const why = new Promise<'timeout' | 'cancel'>((resolve) => {
    onAbort = () => resolve('cancel');
    timer = setTimeout(() => resolve('timeout'), timeoutMs);
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
  });
  return {
    why,
    end() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

/** The result of a command that was cancelled before it began. */
export function neverRan(): CommandResult {
  return {
    exitCode: null,
    stdout: '',
    stderr: '',
    truncated: false,
    droppedBytes: 0,
    timedOut: false,
    cancelled: true,
    startedAt: new Date().toISOString(),
    durationMs: 0,
  };
}
