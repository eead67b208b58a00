import { saying } from '../../parts/saying.ts';

/** A host that only the log knows, and that is not there. */
export const make = saying(
  'musl',
  'WARN fallback https://old.partner.test/v1 failed its check last week and was taken out',
);
