import type { Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';

/** The kernel takes no more rows. */
const MOST_ROWS = 340;

/** Facts of /proc/PID/uid_map: which host user a user of the container is. Pure. */
export const userMap: Extractor = {
  id: 'user-map',
  about: 'Which users of the host the users of the container are.',
  facts: {
    shifted: { type: 'bool', about: 'an id in it is another one on the host' },
    rootOutside: { type: 'int', about: 'who root of the container is on the host; absent where nobody is' },
    ids: { type: 'int', about: 'how many ids it has; files of all others show as nobody’s (65534)' },
  },
  extract(evidence): Facts {
    const [first] = evidence;
    if (first?.kind !== 'run' || first.exitCode !== 0) return {};
    const rows = first.stdout.split('\n', MOST_ROWS).flatMap((line) => {
      const found = /^ {0,20}(\d{1,10}) {1,20}(\d{1,10}) {1,20}(\d{1,10})\s*$/.exec(line);
      return found ? [{ inside: Number(found[1]), outside: Number(found[2]), count: Number(found[3]) }] : [];
    });
    if (rows.length === 0) return {};
    const root = rows.find(({ inside, count }) => inside === 0 && count > 0);
    return {
      shifted: rows.some(({ inside, outside }) => inside !== outside),
      ...(root ? { rootOutside: root.outside } : {}),
      ids: rows.reduce((sum, { count }) => sum + count, 0),
    };
  },
};
