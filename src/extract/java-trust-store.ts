import type { Facts } from '../session/evidence.ts';
import type { ExtractContext, Extractor } from './extractor.ts';
import { isRow, number, text, texts } from './values.ts';

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
    lacksNeededRoot: {
      type: 'bool',
      about: 'a chain that a current bundle, or the system’s, verifies ends at an issuer that this store lacks',
    },
    lacksPrivateRoot: {
      type: 'bool',
      about: 'a chain ends at an issuer that neither this store nor a current bundle has',
    },
    neededRoot: { type: 'string', about: 'that issuer' },
    neededBy: { type: 'string', about: 'the endpoint' },
    countText: { type: 'string', about: 'how many certificates, in words' },
  },
  extract(evidence, context): Facts {
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
      ...lacking(texts(data.subjects), context),
      countText:
        count === null
          ? 'certificates that cannot be counted (encrypted)'
          : `${count} ${count === 1 ? 'certificate' : 'certificates'}`,
    };
  },
};

/** Only told of a store whose names could be read. */
function lacking(subjects: readonly string[], context: ExtractContext): Facts {
  if (subjects.length === 0) return {};
  const chains = (context.earlier['tls-chain'] ?? []).map(({ subject, facts }) => ({
    subject,
    facts,
    root: rootOf(facts),
  }));
  const lacked = chains.filter(({ root }) => root !== '' && !subjects.some((one) => root.includes(one)));
  const outdated = lacked.find(
    ({ facts }) => facts.verifiesAgainstReference === true || facts.verifiesAgainstSystem === true,
  );
  const unknown = lacked.find(({ facts }) => facts.verifiesAgainstReference === false && facts.handshake === true);
  const told = outdated ?? unknown;
  return {
    lacksNeededRoot: outdated !== undefined,
    lacksPrivateRoot: outdated === undefined && unknown !== undefined,
    ...(told ? { neededRoot: told.root, neededBy: told.subject } : {}),
  };
}

function rootOf(facts: Facts): string {
  return text(facts.referenceRoot) || text(facts.topIssuer);
}
