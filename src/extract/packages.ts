import type { Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';
import { isRow, text, texts } from './values.ts';

/** Packages of the bare base: Alpine 3.9 to 3.20 have 14; Debian's slim images of bullseye to trixie 78 to 96. */
const BASELINES: ReadonlyMap<string, number> = new Map(
  Object.entries({ alpine: 14, debian: 88, ubuntu: 101, wolfi: 14 }),
);

/** Facts of the reader `packages`. */
export const packages: Extractor = {
  id: 'packages',
  about: 'The package inventory against that of the bare base.',
  facts: {
    manager: { type: 'string', about: 'apk or dpkg; empty without a database' },
    count: { type: 'int', about: 'installed packages' },
    baseline: { type: 'int', about: 'what the bare base has; 0 when that is not known' },
  },
  extract(evidence): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    return {
      manager: text(data.manager),
      count: texts(data.names).length,
      baseline: BASELINES.get(text(data.os)) ?? 0,
    };
  },
};
