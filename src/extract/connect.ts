import type { Facts, Json } from '../session/evidence.ts';
import { conversation, median, shown, tenth } from './conversation.ts';
import type { ExtractContext, Extractor } from './extractor.ts';
import { splitAnswers } from './split-answers.ts';
import { number, type Row, rows, text, texts, unique } from './values.ts';

/** How failures are told in a sentence. */
const WORDS: Readonly<Record<string, string>> = {
  refused: 'refused: nobody listens on that port',
  unreachable: 'no route to it',
  timeout: 'no answer: something drops it on the way, or nobody is there',
  reset: 'reset by the other side',
  closed: 'closed at once without a byte',
  flood: 'sends without end',
  mute: 'it takes the connection and then sends not a byte',
};
const LEAF_WORDS: Readonly<Record<string, string>> = {
  expired: 'an expired certificate',
  'not-yet-valid': 'a certificate that is not valid yet',
  'other-name': 'a certificate for another name',
};
/** The kernel asks three times, a second apart, who has an address of its own network. */
const NEIGHBOUR_MS = 2_000;
/** Bytes came, or the connection was seen to stand. */
const REACHED = new Set(['ok', 'answered', 'open']);

/** One address and what became of its connections. */
interface AddressSeen {
  readonly address: string;
  readonly outcomes: readonly string[];
  readonly reached: number;
  readonly failed: number;
  readonly rows: readonly Row[];
}

function addressesSeen(tried: readonly Row[]): AddressSeen[] {
  return unique(tried.map(({ address }) => text(address))).map((address) => {
    const own = tried.filter(
      (row) => text(row.address) === address && !['tool', 'cancelled'].includes(text(row.outcome)),
    );
    const outcomes = own.map(({ outcome }) => text(outcome));
    const reached = outcomes.filter((one) => REACHED.has(one)).length;
    const failed = outcomes.filter((one) => one in WORDS).length;
    return { address, outcomes, reached, failed, rows: own };
  });
}

function failureText(failing: readonly AddressSeen[]): string {
  const kinds = unique(failing.flatMap(({ outcomes }) => outcomes.filter((one) => one in WORDS)));
  const [kind] = kinds;
  if (kind === undefined) return '';
  const where = failing
    .map(({ address }) => address)
    .slice(0, 4)
    .join(', ');
  return kinds.length === 1 ? `${WORDS[kind]} (${where})` : `${kinds.join(', ')} (${where})`;
}

/** What the backends of one name differ in, by what they say. */
function unevenText(seen: readonly AddressSeen[]): string {
  const certificates = unique(
    seen.flatMap(({ rows: own }) => own.map((row) => text(row.fingerprint256)).filter((one) => one !== '')),
  );
  const wrong = seen.filter(({ rows: own }) => own.some((row) => (number(row.status) ?? 0) >= 500));
  const right = seen.filter(({ rows: own }) => own.some((row) => (number(row.status) ?? 999) < 500));
  const parts: string[] = [];
  if (wrong.length > 0 && right.length > 0)
    parts.push(`server errors from ${wrong.map(({ address }) => address).join(', ')} only`);
  for (const [trouble, words] of Object.entries(LEAF_WORDS)) {
    const bearers = bearersOf(seen, trouble);
    if (bearers.length > 0 && bearers.length < seen.length) parts.push(`${words} from ${bearers.join(', ')} only`);
  }
  if (certificates.length > 1) parts.push(`${certificates.length} different certificates`);
  return parts.join('; ');
}

/** Addresses whose certificate has this trouble at every try that showed one. */
function bearersOf(seen: readonly AddressSeen[], trouble: string): string[] {
  const shown = (own: readonly Row[]) => own.filter((row) => text(row.fingerprint256) !== '');
  return seen
    .filter(({ rows: own }) => shown(own).length > 0 && shown(own).every((row) => text(row.leafTrouble) === trouble))
    .map(({ address }) => address);
}

/** Addresses that answer and are not well, where others are, at every try: a client meets them now and then. */
function oddOf(seen: readonly AddressSeen[]): string[] {
  const isBad = new Set(Object.keys(LEAF_WORDS).flatMap((trouble) => bearersOf(seen, trouble)));
  const isWell = (one: AddressSeen) => one.reached > 0 && !isBad.has(one.address);
  const badLeaf = seen.some(isWell) ? [...isBad] : [];
  const failing = seen.some(noErrors) ? seen.filter(onlyErrors).map(({ address }) => address) : [];
  return unique([...badLeaf, ...failing]);
}

/** An address where every answer was a server error. */
function onlyErrors({ rows: own }: AddressSeen): boolean {
  const statuses = own.flatMap((row) => number(row.status) ?? []);
  return statuses.length > 0 && statuses.every((status) => status >= 500);
}

/** One that answered, and never with a server error. */
function noErrors({ rows: own }: AddressSeen): boolean {
  const statuses = own.flatMap((row) => number(row.status) ?? []);
  return statuses.length > 0 && statuses.every((status) => status < 500);
}

/**
 * IPv6 addresses that this network has no way to, where an IPv4 one is reached: resolvers give them all the same, and
 * clients go on to the next. That is no fault of a backend.
 */
function unroutableOf(seen: readonly AddressSeen[]): AddressSeen[] {
  if (!seen.some(({ address, reached }) => reached > 0 && !address.includes(':'))) return [];
  return seen.filter(
    ({ address, outcomes, rows: own }) =>
      address.includes(':') && outcomes.every((one) => one === 'unreachable') && !own.every(isWaitedFor),
  );
}

/** There is a way, and at its end nobody answers for the address: whoever tries it first waits seconds for the kernel. */
function isWaitedFor(row: Row): boolean {
  return /host is unreachable|no route to host/i.test(text(row.said)) && (number(row.ms) ?? 0) >= NEIGHBOUR_MS;
}

/** Facts of connections to every address of an endpoint. Pure. */
export const connect: Extractor = {
  id: 'connect',
  about:
    'Connections to every address of a host, several times each: made or not, how, and whether the backends are alike.',
  facts: {
    addresses: { type: 'int', about: 'addresses that were tried' },
    attempts: { type: 'int', about: 'connections that were tried' },
    reachedAddresses: {
      type: 'list<string>',
      about: 'addresses that sent bytes, or whose connection was seen to stand',
    },
    failedAddresses: { type: 'int', about: 'addresses that failed at every try' },
    failedAddressList: { type: 'list<string>', about: 'which' },
    unroutableAddresses: {
      type: 'list<string>',
      about: 'IPv6 addresses without a way to them while IPv4 works; not counted among the rest',
    },
    silentAddresses: {
      type: 'int',
      about: 'addresses that neither failed nor sent a byte: what is spoken there begins with the client',
    },
    flaky: { type: 'bool', about: 'an address failed at some tries and not at others' },
    failureText: { type: 'string', about: 'how, and where; empty without a failure' },
    failureKinds: { type: 'list<string>', about: 'refused, unreachable, timeout, mute, reset, closed' },
    allMute: { type: 'bool', about: 'every address takes connections, and to what was said not a byte came back' },
    oddAddresses: {
      type: 'list<string>',
      about: 'addresses that answer, but with server errors only or a bad certificate, while others are well',
    },
    refused: { type: 'bool', about: 'every failure was a refusal' },
    bytesSeen: {
      type: 'bool',
      about: 'bytes came from the other side: more than a proxy of a mesh that accepts anything',
    },
    medianMs: {
      type: 'double',
      about: 'median time to the first byte (or to the connection), in milliseconds, making the pipe taken off',
    },
    slowestMs: { type: 'double', about: 'the slowest, in milliseconds' },
    certificates: { type: 'int', about: 'different leaf certificates served by the addresses' },
    certificatesDiffer: { type: 'bool', about: 'more than one' },
    statuses: { type: 'list<dyn>', about: 'HTTP statuses seen' },
    serverErrorAddresses: { type: 'list<string>', about: 'addresses that answered with a status of 500 or more' },
    uneven: { type: 'bool', about: 'some addresses fail or answer with server errors while others are well' },
    unevenText: { type: 'string', about: 'in what they differ; empty when they are alike' },
    wrongServers: {
      type: 'list<string>',
      about: 'nameservers all of whose addresses for this host fail, where those of another, all different, answer',
    },
    splitText: { type: 'string', about: 'which gives what; empty without' },
    triedDirectly: {
      type: 'bool',
      about: 'the program itself tries, or tried a moment ago, to connect to one of these addresses and this port',
    },
    ipv6Failed: { type: 'bool', about: 'all IPv6 addresses fail and an IPv4 one is well' },
  },
  extract(evidence, context): Facts {
    const data = conversation(evidence, 'connect');
    if (data === null) return {};
    const wanted = texts(data.addresses);
    const tried = rows(data.tried);
    const everyone = addressesSeen(tried).filter(({ outcomes }) => outcomes.length > 0);
    const unroutable = unroutableOf(everyone);
    const seen = everyone.filter((one) => !unroutable.includes(one));
    const base = { addresses: seen.length > 0 ? seen.length : wanted.length, attempts: tried.length };
    if (seen.length === 0) return wanted.length === 0 ? { ...base, addresses: 0 } : {};
    const failing = seen.filter(({ failed, outcomes }) => failed === outcomes.length);
    const reached = seen.filter((one) => one.reached > 0);
    const troubled = seen.filter(({ failed }) => failed > 0);
    const kinds = unique(troubled.flatMap(({ outcomes }) => outcomes.filter((one) => one in WORDS)));
    const all = seen.flatMap((one) => one.rows);
    const cost = number(data.pipeCostMs) ?? 0;
    const times = all
      .flatMap((row) => (REACHED.has(text(row.outcome)) ? (number(row.ms) ?? []) : []))
      .map((ms) => tenth(Math.max(0, ms - cost)));
    const certificates = unique(all.map((row) => text(row.fingerprint256)).filter((one) => one !== ''));
    const errors = seen.filter(({ rows: own }) => own.some((row) => (number(row.status) ?? 0) >= 500));
    const v6 = everyone.filter(({ address }) => address.includes(':'));
    return {
      ...base,
      reachedAddresses: reached.map(({ address }) => address),
      failedAddresses: failing.length,
      failedAddressList: failing.map(({ address }) => address),
      unroutableAddresses: unroutable.map(({ address }) => address),
      silentAddresses: seen.filter(({ outcomes }) => outcomes.every((one) => one === 'silent')).length,
      flaky: seen.some((one) => one.failed > 0 && one.reached > 0),
      failureText: failureText(troubled),
      failureKinds: kinds,
      allMute: seen.every(({ outcomes }) => outcomes.every((one) => one === 'mute')),
      oddAddresses: oddOf(seen),
      refused: kinds.length === 1 && kinds[0] === 'refused',
      bytesSeen: all.some((row) => ['ok', 'answered'].includes(text(row.outcome))),
      ...shown('medianMs', median(times)),
      ...shown('slowestMs', times.length === 0 ? null : Math.max(...times)),
      certificates: certificates.length,
      certificatesDiffer: certificates.length > 1,
      statuses: unique(all.flatMap((row) => number(row.status) ?? [])).slice(0, 20),
      serverErrorAddresses: errors.map(({ address }) => address),
      uneven: (failing.length > 0 && reached.length > 0) || (errors.length > 0 && errors.length < seen.length),
      unevenText: unevenText(seen),
      ...splitAnswers(
        [...reached, ...addressesSeen(rows(data.also)).filter((one) => one.reached > 0)].map((one) => one.address),
        [...failing, ...addressesSeen(rows(data.also)).filter((one) => one.failed > 0)].map((one) => one.address),
        context,
      ),
      triedDirectly: everyone.some(({ address }) => waitedFor(context).includes(peerText(address, data.port))),
      ipv6Failed:
        v6.length > 0 &&
        v6.every(({ failed, outcomes }) => failed === outcomes.length) &&
        reached.some(({ address }) => !address.includes(':')),
    };
  },
};

function waitedFor({ earlier }: ExtractContext): string[] {
  return (earlier.connections ?? []).flatMap(({ facts }) => texts(facts.waiting));
}

function peerText(address: string, port: Json | undefined): string {
  return address.includes(':') ? `[${address}]:${number(port)}` : `${address}:${number(port)}`;
}
