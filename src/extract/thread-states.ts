import type { Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';
import { isRow, number, type Row, rows, text, unique } from './values.ts';

/** Facts of the reader `thread-states`: what the container's threads did, look by look. */
export const threadStates: Extractor = {
  id: 'io',
  about: 'Threads of the container that wait for a disk, and such as run side by side, over several looks.',
  facts: {
    looks: { type: 'int', about: 'how often it was looked' },
    threads: { type: 'int', about: 'threads at the last look' },
    waitingLooks: { type: 'int', about: 'looks in which a thread was in uninterruptible wait (state D)' },
    waitingShare: { type: 'double', about: 'the same as a share of the looks, 0 to 1' },
    waitingText: { type: 'string', about: 'which programs waited, and where in the kernel; empty when none did' },
    runningTogether: {
      type: 'int',
      about: 'threads of one process that were running or ready, in the look in the middle when sorted by it',
    },
  },
  extract(evidence): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const looks = (Array.isArray(data.looks) ? data.looks : []).map(rows);
    if (looks.length === 0) return {};
    const waiting = looks.map((look) => look.filter((one) => text(one.state).startsWith('D')));
    const waitingLooks = waiting.filter((one) => one.length > 0).length;
    const together = looks.map(mostTogether).sort((a, b) => a - b);
    return {
      looks: looks.length,
      threads: looks.at(-1)?.length ?? 0,
      waitingLooks,
      waitingShare: waitingLooks / looks.length,
      waitingText: unique(waiting.flat().map(words)).slice(0, 4).join(', '),
      runningTogether: together[Math.floor(together.length / 2)] ?? 0,
    };
  },
};

/** The most threads of one process that are running or ready. */
function mostTogether(look: readonly Row[]): number {
  const ready = new Map<number, number>();
  for (const one of look) {
    const pid = number(one.pid);
    if (pid !== null && text(one.state).startsWith('R')) ready.set(pid, (ready.get(pid) ?? 0) + 1);
  }
  return Math.max(0, ...ready.values());
}

function words(one: Row): string {
  const where = text(one.waitsIn);
  return where === '' || where === '-' ? text(one.command) : `${text(one.command)} in ${where}`;
}
