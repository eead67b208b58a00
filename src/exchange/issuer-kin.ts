import type { TrustStore } from './trust-store.ts';

/** Words that every CA's name has; sharing them means nothing. */
const GENERIC = new Set(
  'root roots ca cas intermediate intermediates issuing issuer sub subordinate tls ssl rsa ecc ecdsa ev dv ov authority certificate certificates certification server servers global class public private primary secure trust services service network the and inc ltd llc gmbh corp corporation'.split(
    ' ',
  ),
);

/** An attribute of a name as OpenSSL (`O = x, CN = y`) or Node (`O=x\nCN=y`) writes it; empty when it has none. */
function attributeOf(name: string, attribute: 'O' | 'CN'): string {
  for (const part of name.split(/, |\n/)) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === attribute) return part.slice(equals + 1).trim();
  }
  return '';
}

function wordsIn(text: string): Set<string> {
  const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return new Set(words.filter((word) => word.length > 2 && !GENERIC.has(word) && !/^\p{L}{0,2}\d+\p{L}?$/u.test(word)));
}

export interface IssuerKin {
  /** A certificate of the bundle names the same organisation (O); its subject, else empty. */
  readonly sameOrganization: string;
  /** A certificate of the bundle shares a telling word of the name; weaker. Its subject, else empty. */
  readonly alike: string;
}

/**
 * Who in a bundle a missing issuer belongs to, by name: the missing intermediate of a CA that is trusted, or a stranger.
 * Names can be made up, so this tells what is likely and proves nothing.
 */
export function kinOf(issuer: string, store: TrustStore): IssuerKin {
  const organization = attributeOf(issuer, 'O').toLowerCase();
  const words = wordsIn(`${attributeOf(issuer, 'CN')} ${organization}`);
  let sameOrganization = '';
  let alike = '';
  for (const { subject } of store.certificates) {
    const flat = subject.replaceAll('\n', ', ').slice(0, 300);
    if (organization !== '' && attributeOf(subject, 'O').toLowerCase() === organization) sameOrganization ||= flat;
    if (alike === '') {
      const theirs = wordsIn(`${attributeOf(subject, 'CN')} ${attributeOf(subject, 'O')}`);
      if ([...words].some((word) => theirs.has(word))) alike = flat;
    }
    if (sameOrganization !== '' && alike !== '') break;
  }
  return { sameOrganization, alike };
}
