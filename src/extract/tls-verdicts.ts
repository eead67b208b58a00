import type { Facts } from '../session/evidence.ts';
import { shown } from './conversation.ts';
import { isRow, number, type Row, rows, text, unique } from './values.ts';

/** Words by which a CA calls itself a root; a leaf signed by one lacks no intermediate. */
const ROOT_WORD = /\broot\b/i;
/** Words by which it calls itself none. */
const MIDDLE_WORD = /\b(?:intermediate|issuing|subordinate|sub[ -]?ca)\b/i;

function verdictOf(data: Row, label: string): Row | undefined {
  return rows(data.verdicts).find((one) => text(one.label) === label);
}

/** Trust and time hold; the host's name is another matter. */
function verifies(verdict: Row | undefined): boolean | null {
  return verdict === undefined ? null : number(verdict.code) === 0;
}

function knownBy(data: Row, label: string): Row {
  const known = isRow(data.top) && isRow(data.top.known) ? data.top.known[label] : undefined;
  return isRow(known) ? known : {};
}

/** A list of public roots has at least this many. */
const A_PUBLIC_LIST = 50;
/** An old edition of the list still shares about a third of its roots with today's; a choice of one's own, fewer. */
const SHARE_OF_AN_OLD_LIST = 0.2;

/** The target's bundle is a choice of somebody's own, no edition of the public list; null where that cannot be told. */
function curated(target: Row | undefined, reference: Row | undefined): boolean | null {
  const [size, shared, of] = [number(target?.size), number(target?.sharedWithReference), number(reference?.size)];
  if (size === null || shared === null || of === null || of < A_PUBLIC_LIST) return null;
  return size > 0 && shared < of * SHARE_OF_AN_OLD_LIST;
}

/** Facts of the verdicts by the target's bundle, by a current one, and by others. */
export function trustFacts(data: Row): Facts {
  const target = verdictOf(data, 'target');
  const reference = verdictOf(data, 'reference');
  const others = rows(data.verdicts).filter(({ label }) => !['target', 'reference'].includes(text(label)));
  const anchored = (verdict: Row | undefined) => (verdict === undefined ? null : verdict.anchored === true);
  const system = verdictOf(data, 'system');
  return {
    ...shown('verifiesAgainstSystem', verifies(system)),
    ...shown('verifiesAgainstTarget', verifies(target)),
    ...shown('verifyCodeTarget', number(target?.code)),
    ...shown('verifyTextTarget', target === undefined ? null : text(target.words)),
    ...shown('trustedByTarget', anchored(target)),
    ...shown('trustCodeTarget', number(target?.trustCode)),
    ...shown('trustedByTargetPartially', target === undefined ? null : target.anchoredPartially === true),
    ...shown('targetRoots', number(target?.size)),
    ...shown('curated', curated(target, reference)),
    ...shown('targetBundle', target === undefined ? null : text(target.from)),
    ...shown('anchorExpired', target === undefined ? null : target.anchorExpired === true),
    ...shown('verifiesAgainstReference', verifies(reference)),
    ...shown('verifyCodeReference', number(reference?.code)),
    ...shown('trustedByReference', anchored(reference)),
    verifiesAgainst: Object.fromEntries(others.map((one) => [text(one.label), number(one.code) === 0])),
  };
}

/**
 * Facts of where the served chain ends. Whether a missing issuer is a forgotten intermediate or a private CA cannot be
 * seen; its name and the leaf's own marks tell what is likely, and each is a fact of its own.
 */
export function endFacts(data: Row): Facts {
  const top = isRow(data.top) ? data.top : {};
  const [leaf] = rows(data.chain);
  if (leaf === undefined) return {};
  const [target, reference] = [knownBy(data, 'target'), knownBy(data, 'reference')];
  const issuer = text(top.issuer);
  const selfSigned = top.selfSigned === true;
  const inNone = target.issuer !== true && reference.issuer !== true;
  const missing = !selfSigned && inNone;
  const depth = number(top.depth) ?? 0;
  const namedRoot = ROOT_WORD.test(issuer);
  const sameHouse = text(target.sameOrganization) !== '' || text(reference.sameOrganization) !== '';
  const alike = text(target.alike) || text(reference.alike);
  const isPublic = leaf.publiclyLogged === true || text(reference.sameOrganization) !== '';
  const middle = depth === 0 && (MIDDLE_WORD.test(issuer) || alike !== '');
  return {
    topIssuer: issuer,
    topSubject: text(top.subject),
    topIssuerInTarget: target.issuer === true,
    topIssuerInReference: reference.issuer === true,
    topIssuerNameInTarget: target.issuerName === true,
    rootServed: selfSigned,
    selfSignedLeaf: leaf.selfSigned === true,
    issuerMissing: missing,
    incompleteChain: missing && !namedRoot && (isPublic || sameHouse || middle),
    ...(isPublic ? { issuerKnownPublic: true } : {}),
    issuerSameOrganization: text(target.sameOrganization) || text(reference.sameOrganization),
    issuerResembles: alike,
    unrelatedServed: number(top.unused) ?? 0,
  };
}

/**
 * The served certificate that is out of its time (10 over, 9 not begun) and counts: the leaf, or one on the path that a
 * bundle's verdict took. One that was served along and is not needed does no harm.
 */
function outOfTime(data: Row, code: 9 | 10): { row: Row; depth: number } | null {
  const chain = rows(data.chain);
  const [leaf] = chain;
  const ages = Array.isArray(data.ages) ? data.ages : [];
  if (leaf !== undefined && number(ages[0]) === (code === 10 ? 1 : -1)) return { row: leaf, depth: 0 };
  const verdicts = [...rows(data.verdicts)].sort((a, b) => Number(b.anchored === true) - Number(a.anchored === true));
  // Where any bundle takes a path on which all is in time, nothing that was served is at fault.
  if (verdicts.some((one) => one.anchored === true && rows(one.errors).every((error) => number(error.code) !== code)))
    return null;
  for (const verdict of verdicts) {
    const served = number(verdict.served) ?? 0;
    const error = rows(verdict.errors).find((one) => number(one.code) === code && (number(one.depth) ?? 0) < served);
    const depth = number(error?.depth);
    if (depth === null) continue;
    const subject = Array.isArray(verdict.path) ? text(verdict.path[depth]) : '';
    const row = chain.find((one) => text(one.subject) === subject);
    if (row !== undefined) return { row, depth };
  }
  return null;
}

/**
 * Facts of dates: which certificate of the path is out of its time, by the engine's clock.
 * @param when a time for a sentence.
 */
export function timeFacts(data: Row, when: (iso: string) => string): Facts {
  const [leaf] = rows(data.chain);
  if (leaf === undefined) return {};
  const late = outOfTime(data, 10);
  const early = outOfTime(data, 9);
  const daysLeft = (Date.parse(text(leaf.notAfter)) - Date.parse(text(data.now))) / 86_400_000;
  return {
    notBefore: when(text((early?.row ?? leaf).notBefore)),
    notAfter: when(text((late?.row ?? leaf).notAfter)),
    ...shown('daysLeft', Number.isFinite(daysLeft) ? Math.round(daysLeft * 100) / 100 : null),
    expired: late !== null,
    notYetValid: early !== null,
    ...shown('expiredDepth', late?.depth),
    expiredSubject: late === null ? '' : text(late.row.subject),
  };
}

/** Facts of the keys: what OpenSSL at Debian's level 2 would refuse, and Node or Go would not. */
export function strengthFacts(data: Row): Facts {
  const chain = rows(data.chain);
  const [leaf] = chain;
  if (leaf === undefined) return {};
  const weakKey = (row: Row) => {
    const bits = number(row.keyBits) ?? 0;
    return (
      bits > 0 && bits < (text(row.keyType).startsWith('rsa') || text(row.keyType).startsWith('dsa') ? 2_048 : 224)
    );
  };
  const served = chain.filter((row) => row.selfSigned !== true);
  const digests = unique(served.map((row) => text(row.signature)));
  const ephemeral = /^DH (\d{1,5})$/.exec(text(data.ephemeral));
  const weak = [
    chain.some(weakKey) ? 'a key below 2048 bits' : '',
    digests.some((one) => /sha1|md5/i.test(one)) ? 'a SHA-1 or MD5 signature' : '',
    ephemeral && Number(ephemeral[1]) < 2_048 ? `a Diffie-Hellman group of ${ephemeral[1]} bits` : '',
  ].filter((one) => one !== '');
  return {
    keyType: text(leaf.keyType),
    keyBits: number(leaf.keyBits) ?? 0,
    signature: text(leaf.signature),
    weak: weak.length > 0,
    weakText: weak.join(', '),
  };
}
