import type { Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';
import { isRow, number, text } from './values.ts';

/** Facts of the reader `java-trust-store`. */
export const javaTrustStore: Extractor = {
  id: 'java-trust-store',
  about: "Java's own trust store.",
  facts: {
    java: { type: 'bool', about: 'there is a Java in the image' },
    path: { type: 'string', about: 'the store that it reads' },
    present: { type: 'bool', about: 'the file is there' },
    certificates: { type: 'int', about: 'certificates in it; absent where they are encrypted' },
    empty: { type: 'bool', about: 'it is there and holds none' },
    emptyText: { type: 'string', about: 'missing or empty, in words' },
    countText: { type: 'string', about: 'how many certificates, in words' },
  },
  extract(evidence): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    if (data.java !== true) return { java: false };
    const count = number(data.certificates);
    return {
      java: true,
      path: text(data.path),
      present: data.present === true,
      ...(count === null ? {} : { certificates: count }),
      empty: data.present === true && count === 0,
      emptyText: data.present === true ? 'empty' : 'not there',
      countText: count === null ? 'certificates that cannot be counted (encrypted)' : `${count} certificates`,
    };
  },
};
