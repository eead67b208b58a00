import type { Facts } from '../session/evidence.ts';
import type { Libc } from '../target/target.ts';
import { compareVersions } from '../target/versions.ts';
import { conversation, median, shown, tenth } from './conversation.ts';
import { byName, type NameSeen, type Question, questionsOf, rcodeOf } from './dns-questions.ts';
import type { ExtractContext, Extractor } from './extractor.ts';
import { isQuicklyResolved } from './resolved.ts';
import { text, texts, unique } from './values.ts';

const NOT_AN_ANSWER = ['SERVFAIL', 'REFUSED', 'FORMERR', 'NOTIMP'];

/** musl asks over TCP from 1.2.4 on. */
function asksOverTcp({ family, version }: Libc): boolean {
  if (family !== 'musl' || version === null) return true;
  const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  return major > 1 || (major === 1 && (minor > 2 || (minor === 2 && patch >= 4)));
}

/** musl from 1.2.1 on takes one NXDOMAIN of the pair for both. */
function believesEitherAnswer({ family, version }: Libc): boolean {
  return family !== 'glibc' && !(family === 'musl' && version !== null && compareVersions(version, '1.2.1') < 0);
}

const answered = (questions: readonly Question[]) => questions.some(({ replied }) => replied);
const sound = (questions: readonly Question[]) =>
  questions.some(({ replied, rcode }) => replied && rcode === 'NOERROR');
const names = (seen: readonly NameSeen[]) => seen.map(({ name }) => name);

/** What is wrong with A or AAAA of a name, by comparing the two. */
function pairFacts(seen: readonly NameSeen[]): Facts {
  const dropped = seen.filter(({ a, aaaa }) => sound(a) && aaaa.length > 0 && !answered(aaaa));
  const badAaaa = (codes: readonly string[]) =>
    seen.filter(({ a, aaaa }) => sound(a) && answered(aaaa) && codes.includes(rcodeOf(aaaa)));
  const nxdomain = badAaaa(['NXDOMAIN']);
  const refusing = badAaaa(NOT_AN_ANSWER);
  const failing = seen.filter(({ a }) => NOT_AN_ANSWER.includes(rcodeOf(a)));
  const missing = seen.filter(({ a }) => rcodeOf(a) === 'NXDOMAIN');
  const empty = seen.filter(
    ({ a, aaaa }) => rcodeOf(a) === 'NOERROR' && [...a, ...aaaa].every(({ records }) => records === 0),
  );
  return {
    aaaaDropped: dropped.length > 0,
    aaaaDroppedNames: names(dropped),
    aaaaNxdomainWhileA: nxdomain.length > 0,
    aaaaServfailWhileA: refusing.length > 0,
    aaaaFails: nxdomain.length + refusing.length > 0,
    aaaaFailedNames: names([...nxdomain, ...refusing]),
    serverFailure: failing.length > 0,
    failedNames: names(failing),
    notFoundNames: names(missing),
    emptyNames: names(empty.filter(({ a }) => a.every(({ truncated }) => !truncated))),
  };
}

function truncationFacts(questions: readonly Question[], seen: readonly NameSeen[]): Facts {
  const truncated = seen.filter(({ a, aaaa }) => [...a, ...aaaa].some((one) => one.truncated));
  const tcp = questions.filter(({ transport }) => transport === 'tcp');
  const fails = truncated.filter((one) => one.tcp.length > 0 && !answered(one.tcp));
  return {
    truncated: truncated.length > 0,
    truncatedNames: names(truncated),
    truncatedWithoutRecords: truncated.some(({ a, aaaa }) =>
      [...a, ...aaaa].some((one) => one.truncated && one.records === 0),
    ),
    truncatedAndTcpFails: fails.length > 0,
    ...shown('tcpWorks', tcp.length === 0 ? null : answered(tcp)),
    ...shown('tcpRefused', tcp.length === 0 ? null : tcp.every(({ outcome }) => outcome === 'refused')),
  };
}

/** Addresses and codes by name: what `dns-agreement` compares. */
function answersOf(seen: readonly NameSeen[]): Facts {
  const answers: Facts = {};
  for (const { name, a, aaaa, tcp } of seen) {
    const all = [...a, ...aaaa, ...tcp];
    const addresses = unique(all.flatMap((one) => one.addresses)).sort();
    answers[name] = { a: rcodeOf(a), aaaa: rcodeOf(aaaa), addresses };
  }
  return answers;
}

function timeFacts(udp: readonly Question[], tcp: readonly Question[]): Facts {
  const ms = (questions: readonly Question[]) => questions.flatMap((one) => (one.ms === null ? [] : [one.ms]));
  const of = (type: string) => ms(udp.filter((one) => one.type === type));
  const all = ms(udp);
  return {
    ...shown('medianMs', median(all)),
    ...shown('medianMsA', median(of('A'))),
    ...shown('medianMsAAAA', median(of('AAAA'))),
    ...shown('slowestMs', all.length === 0 ? null : tenth(Math.max(...all))),
    ...shown('tcpMedianMs', median(ms(tcp))),
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** Facts of one nameserver that was asked by itself. Pure. */
export const dnsNameserver: Extractor = {
  id: 'dns-nameserver',
  about: 'One nameserver asked by itself: A and AAAA apart, UDP and TCP apart, several times each.',
  facts: {
    server: { type: 'string', about: 'its address' },
    dockerStub: { type: 'bool', about: 'it is Docker’s own forwarder (127.0.0.11): its faults may be its upstreams’' },
    asked: { type: 'int', about: 'questions put to it over UDP' },
    answered: { type: 'int', about: 'those that got a reply, late ones and those asked again included' },
    lost: { type: 'int', about: 'those without any reply, asked twice; 0 where nothing was answered for AAAA alone' },
    retried: { type: 'int', about: 'those answered only late or when asked again' },
    reachable: { type: 'bool', about: 'at least one reply, over UDP or TCP' },
    silent: { type: 'bool', about: 'not one reply over UDP' },
    refusedPort: { type: 'bool', about: 'nobody listens on its UDP port' },
    answersUdpA: { type: 'bool', about: 'A questions get replies over UDP' },
    answersUdpAAAA: { type: 'bool', about: 'AAAA questions get replies over UDP' },
    udpLossA: { type: 'double', about: 'share of A questions unanswered the first time, 0 to 1' },
    udpLossAAAA: { type: 'double', about: 'share of AAAA questions unanswered the first time, 0 to 1' },
    rcodeA: { type: 'string', about: 'code of its A replies: NOERROR, NXDOMAIN, SERVFAIL, …; mixed; none without' },
    rcodeAAAA: { type: 'string', about: 'code of its AAAA replies to names whose A it answers; the same words' },
    medianMs: { type: 'double', about: 'median time of a reply over UDP, in milliseconds' },
    medianMsA: { type: 'double', about: 'the same of A replies' },
    medianMsAAAA: { type: 'double', about: 'the same of AAAA replies' },
    slowestMs: { type: 'double', about: 'the slowest reply over UDP, in milliseconds' },
    tcpMedianMs: { type: 'double', about: 'median over TCP, making the connection included' },
    tcpWorks: { type: 'bool', about: 'it answers over TCP' },
    tcpRefused: { type: 'bool', about: 'it refuses TCP connections' },
    truncated: { type: 'bool', about: 'a UDP reply was cut short (TC)' },
    truncatedNames: { type: 'list<string>', about: 'names whose replies were' },
    truncatedWithoutRecords: { type: 'bool', about: 'one of them held no record at all' },
    truncatedAndTcpFails: { type: 'bool', about: 'a reply was cut short and TCP gave nothing for that name' },
    libcWithoutTcp: { type: 'bool', about: 'the target’s libc never asks over TCP (musl before 1.2.4)' },
    aaaaDropped: { type: 'bool', about: 'A is answered with NOERROR, AAAA of the same name never' },
    aaaaDroppedNames: { type: 'list<string>', about: 'names of which this is so' },
    aaaaNxdomainWhileA: { type: 'bool', about: 'A is answered, AAAA of the same name with NXDOMAIN' },
    aaaaServfailWhileA: { type: 'bool', about: 'A is answered, AAAA with SERVFAIL, REFUSED or the like' },
    aaaaFails: { type: 'bool', about: 'one of the two' },
    aaaaFailedNames: { type: 'list<string>', about: 'names of which this is so' },
    serverFailure: { type: 'bool', about: 'A is answered with SERVFAIL, REFUSED or the like' },
    failedNames: { type: 'list<string>', about: 'names of which this is so' },
    failureHarmless: {
      type: 'bool',
      about: 'the program looks those hosts up quickly all the same: only forms of them that nobody needs fail',
    },
    spare: {
      type: 'bool',
      about:
        'others stand before it in the configuration, or are asked at the same time (musl), and every host is looked up quickly: nobody waits for it now',
    },
    aaaaHarmless: {
      type: 'bool',
      about:
        'this libc takes the A answer although AAAA is answered with NXDOMAIN, and the program’s look-ups are quick',
    },
    notFoundNames: { type: 'list<string>', about: 'names that it says do not exist' },
    emptyNames: { type: 'list<string>', about: 'names that exist there without an address' },
    malformed: { type: 'bool', about: 'it sent bytes that are no DNS message' },
    addresses: { type: 'list<string>', about: 'all addresses that it gave' },
    ipv4Count: { type: 'int', about: 'IPv4 among them' },
    ipv6Count: { type: 'int', about: 'IPv6 among them' },
    answers: { type: 'map<string,dyn>', about: 'by name: codes of A and AAAA, and the addresses' },
  },
  extract(evidence, context): Facts {
    const data = conversation(evidence, 'dns-nameserver');
    if (data === null) return {};
    const questions = questionsOf(data);
    const udp = questions.filter(({ transport }) => transport === 'udp');
    const tcp = questions.filter(({ transport }) => transport === 'tcp');
    const base = { server: text(data.server), dockerStub: data.dockerStub === true, asked: udp.length };
    if (udp.length === 0) return base;
    const seen = byName(questions);
    const pair = pairFacts(seen);
    const silent = !answered(udp);
    const of = (type: string) => udp.filter((one) => one.type === type);
    const unanswered = udp.filter(({ replied }) => !replied);
    const explained = Array.isArray(pair.aaaaDroppedNames) ? pair.aaaaDroppedNames : [];
    const addresses = unique(questions.flatMap((one) => one.addresses)).slice(0, 128);
    const paired = seen.filter(({ a }) => sound(a)).flatMap(({ aaaa }) => aaaa);
    return {
      ...base,
      answered: udp.length - unanswered.length,
      lost: unanswered.filter(({ name, type }) => !(type === 'AAAA' && explained.includes(name))).length,
      retried: udp.filter(({ missed, replied }) => missed && replied).length,
      reachable: answered(questions),
      silent,
      refusedPort: silent && udp.every(({ outcome }) => outcome === 'refused'),
      answersUdpA: answered(of('A')),
      answersUdpAAAA: answered(of('AAAA')),
      udpLossA: share(of('A').filter(({ missed }) => missed).length, of('A').length),
      udpLossAAAA: share(of('AAAA').filter(({ missed }) => missed).length, of('AAAA').length),
      rcodeA: rcodeOf(failingFirst(of('A'))),
      rcodeAAAA: rcodeOf(failingFirst(paired.length > 0 ? paired : of('AAAA'))),
      ...timeFacts(udp, tcp),
      ...truncationFacts(questions, seen),
      libcWithoutTcp: !asksOverTcp(context.target.libc),
      ...pair,
      failureHarmless: isHarmless(texts(pair.failedNames), context),
      spare: isSpare(context),
      aaaaHarmless:
        pair.aaaaServfailWhileA === false &&
        !believesEitherAnswer(context.target.libc) &&
        isHarmless(texts(pair.aaaaFailedNames), context),
      malformed: questions.some(({ outcome }) => outcome === 'malformed'),
      addresses,
      ipv4Count: addresses.filter((one) => !one.includes(':')).length,
      ipv6Count: addresses.filter((one) => one.includes(':')).length,
      answers: answersOf(seen),
    };
  },
};

/**
 * Nobody waits for it: not the first of the nameservers, nor of the upstreams of Docker's own resolver, or one of several
 * that musl asks all at once; and no look-up is in trouble, nor was one by the log.
 */
function isSpare(context: ExtractContext): boolean {
  const config = context.earlier['resolver-config']?.[0]?.facts ?? {};
  // With this, glibc begins with each of them in turn.
  if (texts(config.options).includes('rotate')) return false;
  if (context.earlier.log?.[0]?.facts.mentionsDns === true) return false;
  const isLater = [config.nameservers, config.upstreams].some((list) => texts(list).indexOf(context.subject) > 0);
  const atOnce = config.sequential === false && texts(config.nameservers).length > 1;
  const looked = context.earlier['dns-timing'] ?? [];
  const isWell = ({ subject, facts }: (typeof looked)[number]): boolean =>
    facts.failures === undefined || isQuicklyResolved(context, subject.slice(0, subject.lastIndexOf(':')));
  return (isLater || atOnce) && looked.some(({ facts }) => facts.failures !== undefined) && looked.every(isWell);
}

/** Every name that fails is a form of a host that is looked up well. */
function isHarmless(failed: readonly string[], context: ExtractContext): boolean {
  if (failed.length === 0) return false;
  const well = context.target.endpoints.map(({ host }) => host).filter((host) => isQuicklyResolved(context, host));
  return failed.every((name) => well.some((host) => name === host || name.startsWith(`${host}.`)));
}

/** Of several names, the replies that are trouble speak; where none is, all do. */
function failingFirst(questions: readonly Question[]): Question[] {
  const bad = questions.filter(({ replied, rcode }) => replied && NOT_AN_ANSWER.includes(rcode));
  const missing = questions.filter(({ replied, rcode }) => replied && rcode === 'NXDOMAIN');
  return bad.length > 0 ? bad : missing.length > 0 ? missing : [...questions];
}
