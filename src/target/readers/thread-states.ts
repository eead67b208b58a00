import { setTimeout as sleep } from 'node:timers/promises';
import type { ThreadRow } from '../../engine/engine-observations.ts';
import type { Json, Observation } from '../../session/evidence.ts';
import type { Reader } from '../reader.ts';
import { readEvidence } from './evidence.ts';

/** So often it is looked when somebody waits, and so often when nobody does. */
const LOOKS = 10;
const FEW_LOOKS = 5;
/** Between two looks, in milliseconds. */
const PAUSE_MS = 100;
const MOST_THREADS = 2_000;

/**
 * The states of the container's threads, several times, as the engine's host sees them: those in uninterruptible wait
 * (D) wait for a disk or a file system of the network. Neither cgroup v1's counters nor the engine tell of such waits.
 */
export const threadStates: Reader = {
  source: 'thread-states',
  async read({ container, engine, signal }): Promise<Observation> {
    const startedAt = new Date();
    if (!container) return { kind: 'unseen', reason: 'an image has no threads', toCheckIt: 'run it', evidence: [] };
    const looks: ThreadRow[][] = [];
    while (looks.length < (looks.some(waits) ? LOOKS : FEW_LOOKS)) {
      if (looks.length > 0) await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      const seen = await engine.threads(container.id);
      if (!seen.ok) return { kind: 'unseen', reason: seen.reason, toCheckIt: seen.toCheckIt, evidence: [] };
      looks.push(seen.value.slice(0, MOST_THREADS));
    }
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: `states of the threads, ${looks.length} looks ${PAUSE_MS} ms apart`,
          startedAt,
          data: { looks } as unknown as Json,
          stdout: looks.map((look, index) => `look ${index + 1}: ${summary(look)}`).join('\n'),
          byHand: `for i in 1 2 3 4 5; do docker top ${container.name} -eLo pid,tid,stat,wchan:32,comm; sleep 0.1; done`,
          byHandEquivalent: true,
        }),
      ],
    };
  },
};

function waits(look: readonly ThreadRow[]): boolean {
  return look.some(({ state }) => state.startsWith('D'));
}

function summary(look: readonly ThreadRow[]): string {
  const waiting = look.filter(({ state }) => state.startsWith('D'));
  const ready = look.filter(({ state }) => state.startsWith('R')).length;
  const named = waiting.slice(0, 4).map(({ command, waitsIn }) => `${command} (${waitsIn})`);
  return `${look.length} ${look.length === 1 ? 'thread' : 'threads'}, ${ready} running or ready, ${waiting.length} in wait${named.length > 0 ? `: ${named.join(', ')}` : ''}`;
}
