import { asFlag, asNumber, asObject, parseJson } from './json.ts';
import type { OwnRecord } from './own-containers.ts';
import { type Wire, WireFailure } from './wire.ts';

/**
 * Tells when a started container of ours has ended: with the target whose pid namespace it shares, at its own time, or
 * by somebody's hand. The streams of commands in it do not always end then, so each of them listens here too.
 */
export interface OwnLives {
  /** Resolves when the container has ended; one question to the engine for all who ask. Never rejects. */
  ended(record: OwnRecord): Promise<void>;
  close(): void;
}

export function createOwnLives(wire: Wire): OwnLives {
  const watched = new Map<string, Promise<void>>();
  const stop = new AbortController();

  async function watch(record: OwnRecord): Promise<void> {
    for (let failures = 0; failures < 3 && !stop.signal.aborted; failures += 1) {
      try {
        await waitForEnd(wire, record.id, stop.signal);
        record.removed = true;
        return;
      } catch (error) {
        if (error instanceof WireFailure && error.status === 404) {
          record.removed = true;
          return;
        }
      }
      if (stop.signal.aborted) break;
      if (!(await isRunning(wire, record.id))) {
        record.removed = true;
        return;
      }
    }
    // It cannot be told: its commands then have their time limits alone.
    watched.delete(record.id);
    await new Promise<never>(() => undefined);
  }

  return {
    ended(record) {
      const known = watched.get(record.id) ?? watch(record);
      watched.set(record.id, known);
      return known;
    },
    close: () => stop.abort(),
  };
}

async function waitForEnd(wire: Wire, id: string, signal: AbortSignal): Promise<void> {
  const response = await wire.stream({
    method: 'POST',
    path: `/containers/${id}/wait`,
    query: { condition: 'not-running' },
    signal,
  });
  await new Promise<void>((resolve, reject) => {
    let text = '';
    const onAbort = (): void => void response.destroy();
    signal.addEventListener('abort', onAbort, { once: true });
    response.on('data', (chunk: Buffer) => {
      if (text.length < 64_000) text += chunk.toString('utf8');
    });
    response.on('error', reject);
    response.on('end', () => {
      signal.removeEventListener('abort', onAbort);
      if (asNumber(asObject(parseJson(text)).StatusCode) === null) reject(new Error('no exit status'));
      else resolve();
    });
    response.on('close', () => reject(new Error('the engine closed the connection')));
  });
}

async function isRunning(wire: Wire, id: string): Promise<boolean> {
  try {
    return asFlag(asObject(asObject(await wire.json({ method: 'GET', path: `/containers/${id}/json` })).State).Running);
  } catch (error) {
    return !(error instanceof WireFailure && error.status === 404);
  }
}
