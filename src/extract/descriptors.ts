import type { Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';

/** Facts of /proc/PID/limits and the number of entries in /proc/PID/fd. */
export const descriptors: Extractor = {
  id: 'descriptors',
  about: 'Open file descriptors of the target’s main process against its limit.',
  facts: {
    open: { type: 'int', about: 'open descriptors' },
    limit: { type: 'int', about: 'its soft limit' },
    share: { type: 'double', about: 'open as a share of the limit, 0 to 1' },
  },
  extract(evidence): Facts {
    const output = evidence[0]?.stdout ?? '';
    const limit = /^Max open files\s+(\d+)/m.exec(output);
    const open = /^(\d+)\s*$/m.exec(output);
    const facts: Facts = {};
    if (limit) facts.limit = Number(limit[1]);
    // A denied directory is listed as empty: no process has none open.
    if (open && Number(open[1]) > 0) facts.open = Number(open[1]);
    if (limit && open && Number(open[1]) > 0) facts.share = Number(open[1]) / Number(limit[1]);
    return facts;
  },
};
