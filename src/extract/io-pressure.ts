import type { Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';

/** Facts of a cgroup's io.pressure (cgroup v2): `some avg10=0.00 avg60=1.23 avg300=0.50 total=…`. */
export const ioPressure: Extractor = {
  id: 'io',
  about: 'Pressure stall information of the container’s own group.',
  facts: {
    pressure: { type: 'double', about: 'percent of the last minute in which somebody waited for the disk' },
  },
  extract(evidence): Facts {
    const found = /^some\b.{0,40}\bavg60=(\d{1,3}(?:\.\d{1,4})?)/m.exec(evidence[0]?.stdout ?? '');
    return found ? { pressure: Number(found[1]) } : {};
  },
};
