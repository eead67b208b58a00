import type { Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';

/** `PID OPEN LIMIT COMMAND`, a process a line. */
const LINE = /^(\d{1,10}) (\d{1,10}) (\d{1,10})(?: (.{0,200}))?$/;
const MOST_LINES = 2_000;

/** Facts of the descriptors that each process of the target has open, against its own limit: of the worst. */
export const descriptors: Extractor = {
  id: 'descriptors',
  about: 'Open file descriptors of the target’s processes against their limits; of the one nearest to its limit.',
  facts: {
    open: { type: 'int', about: 'open descriptors' },
    limit: { type: 'int', about: 'its soft limit' },
    share: { type: 'double', about: 'open as a share of the limit, 0 to 1' },
    process: { type: 'string', about: 'that process: its number in the container and its command' },
    processes: { type: 'int', about: 'processes that could be looked at' },
  },
  extract(evidence): Facts {
    const rows = (evidence[0]?.stdout ?? '').split('\n').slice(0, MOST_LINES).flatMap(rowOf);
    const [first] = rows;
    if (first === undefined) return {};
    const worst = rows.reduce((most, one) => (one.share > most.share ? one : most), first);
    return { ...worst, processes: rows.length };
  },
};

function rowOf(line: string) {
  const match = LINE.exec(line.trimEnd());
  if (match === null) return [];
  const [pid, open, limit] = match.slice(1, 4).map(Number) as [number, number, number];
  // A denied directory is listed as empty: no process has none open.
  if (open === 0 || limit === 0) return [];
  const command = (match[4] ?? '').trim();
  return [{ open, limit, share: open / limit, process: command === '' ? `${pid}` : `${pid} (${command})` }];
}
