import { ask, type Question } from './answers.ts';
import { pathOf } from './container-queries.ts';
import { createDemultiplexer } from './demultiplex.ts';
import type { Answer } from './engine.ts';
import type { Wire } from './wire.ts';

/** A log may be slow to come from a busy disk; what came until then is the answer. */
const LOG_LIMIT_MS = 8_000;

/**
 * The last lines of a container's log, both streams in the order the engine gives them, the last `maxBytes` of it.
 * With `timestamps` each line begins with the engine's RFC 3339 time.
 */
export function readLogs(
  wire: Wire,
  id: string,
  options: { tail: number; maxBytes: number; timestamps?: boolean },
): Promise<Answer<{ text: string; truncated: boolean }>> {
  const question: Question = { what: 'the log', toCheckIt: `docker logs --tail ${options.tail} ${id}` };
  return ask(question, async () => {
    const response = await wire.stream({
      method: 'GET',
      path: pathOf(id, '/logs', question),
      query: {
        stdout: '1',
        stderr: '1',
        tail: String(Math.max(1, Math.floor(options.tail))),
        ...(options.timestamps ? { timestamps: '1' } : {}),
      },
    });
    return readTail(response, options.maxBytes);
  });
}

function readTail(
  response: NodeJS.ReadableStream & { destroy(): unknown },
  maxBytes: number,
): Promise<{ text: string; truncated: boolean }> {
  return new Promise((resolve) => {
    let parts: Buffer[] = [];
    let size = 0;
    let truncated = false;
    const trim = (): void => {
      if (size <= maxBytes) return;
      const all = Buffer.concat(parts);
      parts = [Buffer.from(all.subarray(all.length - maxBytes))];
      size = maxBytes;
      truncated = true;
    };
    // A TTY's log is not framed, which the demultiplexer sees for itself.
    const frames = createDemultiplexer((_stream, data) => {
      parts.push(data);
      size += data.length;
      if (size > 2 * maxBytes) trim();
    });
    const done = (): void => {
      clearTimeout(timer);
      response.destroy();
      trim();
      const text = Buffer.concat(parts).toString('utf8');
      // The first line of what was cut is not whole.
      const lineEnd = truncated ? text.indexOf('\n') : -1;
      resolve({ text: lineEnd >= 0 ? text.slice(lineEnd + 1) : text, truncated });
    };
    const timer = setTimeout(() => {
      truncated = true;
      done();
    }, LOG_LIMIT_MS);
    response.on('data', (chunk: Buffer) => frames.write(chunk));
    response.on('end', done);
    response.on('close', done);
    response.on('error', done);
  });
}
