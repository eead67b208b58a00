import { Deadline } from './deadline.ts';
import type { Dialler } from './dialler.ts';
import { roundMs } from './exchange-evidence.ts';
import { openPipe } from './pipe.ts';

const LIMIT_MS = 1_000;
/** tcpmux: nobody listens there, so the kernel refuses at once and what is left is the cost of making the pipe. */
const CLOSED_PORT = 1;

const known = new WeakMap<Dialler, Promise<number | null>>();

async function measureOnce(dialler: Dialler): Promise<number | null> {
  const deadline = new Deadline(LIMIT_MS);
  try {
    const opened = await openPipe(dialler, 'tcp', '127.0.0.1', CLOSED_PORT, deadline.signal);
    if (opened.pipe === null) return null;
    const pipe = opened.pipe;
    await new Promise<void>((resolve) => {
      pipe.once('close', resolve).once('end', resolve);
      pipe.resume();
      deadline.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    const refused = pipe.failure?.kind === 'refused';
    const ms = roundMs(performance.now() - pipe.startedAt);
    pipe.destroy();
    return refused ? ms : null;
  } finally {
    deadline.clear();
  }
}

/**
 * What it costs, in milliseconds, to have a pipe made before its first byte can travel (an exec through the engine's
 * API): measured once a dialler, against a closed port of the namespace's own loopback. Null when it could not be told.
 */
export function pipeCost(dialler: Dialler): Promise<number | null> {
  let cost = known.get(dialler);
  if (!cost) {
    cost = measureOnce(dialler);
    known.set(dialler, cost);
  }
  return cost;
}
