import type { Duplex } from 'node:stream';

export interface ReadBytes {
  readonly bytes: Buffer;
  /** What ended it. `over`: the signal. */
  readonly because: 'enough' | 'ended' | 'limit' | 'over';
  /** `performance.now()` of the first byte; null when none came. */
  readonly firstByteAt: number | null;
}

/**
 * Reads until there is enough, the other side ends, the limit is reached or the signal aborts. Leaves the stream paused;
 * what was read is the caller's. Never rejects: a stream that fails has ended.
 */
export function readUntil(
  stream: Duplex,
  enough: (bytes: Buffer) => boolean,
  limits: { readonly bytes: number; readonly signal: AbortSignal },
): Promise<ReadBytes> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    let firstByteAt: number | null = null;
    const done = (because: ReadBytes['because']) => {
      stream.removeListener('data', take);
      stream.removeListener('end', ended);
      stream.removeListener('close', ended);
      stream.removeListener('error', ended);
      limits.signal.removeEventListener('abort', over);
      stream.pause();
      resolve({ bytes, because, firstByteAt });
    };
    const ended = () => done('ended');
    const over = () => done('over');
    const take = (chunk: Buffer) => {
      firstByteAt ??= performance.now();
      bytes = Buffer.concat([bytes, chunk]);
      if (enough(bytes)) done('enough');
      else if (bytes.length >= limits.bytes) done('limit');
    };
    if (limits.signal.aborted) return resolve({ bytes, because: 'over', firstByteAt });
    if (stream.destroyed || stream.readableEnded) return resolve({ bytes, because: 'ended', firstByteAt });
    stream.on('data', take);
    stream.once('end', ended);
    stream.once('close', ended);
    stream.once('error', ended);
    limits.signal.addEventListener('abort', over, { once: true });
    stream.resume();
  });
}
