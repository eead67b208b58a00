import type { Evidence, Facts } from '../session/evidence.ts';
import { median } from './conversation.ts';
import type { Extractor } from './extractor.ts';
import { isRow, number, unique } from './values.ts';

/** Seconds at which libcs give up or ask the next one: an answer just after one of them was waited for, not slow. */
const PLATEAUS = [2.5, 3, 5, 10, 15, 20, 30];
const PLATEAU_BEFORE = 0.05;
const PLATEAU_AFTER = 0.7;
const MAX_ADDRESSES = 64;
/** getent says 2 for a key that it did not find, whatever the reason; anything above is not getent's word. */
const NOT_FOUND = 2;
/** `203.0.113.10    STREAM api.example.com`, or `203.0.113.10  api.example.com` of `getent hosts`. */
const LINE = /^([0-9A-Fa-f.:]{2,45})(?:%\S{1,20})?\s/;
const AGAIN = /temporary failure|try again/i;
const NO_SUCH_NAME = /name or service not known|name does not resolve|unknown host/i;
const NO_ADDRESS = /no address associated|no usable address/i;

interface Attempt {
  readonly seconds: number;
  readonly found: boolean;
  readonly timedOut: boolean;
  readonly addresses: readonly string[];
  readonly said: string;
}

/** One run of getent; null when it was no look-up (no such program, wrong database, cancelled). */
function attemptOf(evidence: Evidence): Attempt | null {
  if (evidence.kind !== 'run') return null;
  const { exitCode, timedOut, stdout, stderr, durationMs } = evidence;
  if (!timedOut && exitCode !== 0 && exitCode !== NOT_FOUND) return null;
  const costMs = isRow(evidence.data) ? (number(evidence.data.startCostMs) ?? 0) : 0;
  const addresses: string[] = [];
  for (const line of stdout.split('\n', 2_000)) {
    const address = LINE.exec(line)?.[1];
    if (address !== undefined && addresses.length < MAX_ADDRESSES) addresses.push(address.toLowerCase());
  }
  const seconds = Math.max(0, durationMs - costMs) / 1_000;
  const found = !timedOut && exitCode === 0 && addresses.length > 0;
  return {
    seconds: Math.round(seconds * 10_000) / 10_000,
    found,
    timedOut,
    addresses: unique(addresses),
    said: stderr,
  };
}

/** The waiting time that this length points to; 0 when none. */
function plateauOf(seconds: number): number {
  return PLATEAUS.find((one) => seconds >= one - PLATEAU_BEFORE && seconds <= one + PLATEAU_AFTER) ?? 0;
}

function failureKind(failed: readonly Attempt[]): string {
  if (failed.length === 0) return '';
  const said = failed.map((one) => one.said).join('\n');
  if (AGAIN.test(said) || failed.some((one) => one.timedOut || plateauOf(one.seconds) > 0)) return 'again';
  return NO_SUCH_NAME.test(said) ? 'name-not-found' : 'unknown';
}

/** Facts of one or more runs of `getent ahosts NAME` or `getent hosts NAME`. Pure. */
export const getent: Extractor = {
  id: 'getent',
  about: 'A name looked up as the program does it, by getent of the same libc: found or not, how long, where to.',
  facts: {
    attempts: { type: 'int', about: 'look-ups that ended or ran out of time' },
    failures: { type: 'int', about: 'those that gave no address' },
    timedOut: { type: 'int', about: 'those that we ended' },
    resolved: { type: 'bool', about: 'at least one gave an address' },
    seconds: { type: 'double', about: 'the median look-up, in seconds, without the cost of starting the command' },
    fastestSeconds: { type: 'double', about: 'the fastest, in seconds' },
    slowestSeconds: { type: 'double', about: 'the slowest, in seconds' },
    addresses: { type: 'list<string>', about: 'addresses in the order of getaddrinfo' },
    addressesText: { type: 'string', about: 'the first of them, for a sentence' },
    ipv4Count: { type: 'int', about: 'IPv4 addresses among them' },
    ipv6Count: { type: 'int', about: 'IPv6 addresses among them' },
    addressesVary: { type: 'bool', about: 'two look-ups gave different sets' },
    failureKind: {
      type: 'string',
      about:
        'name-not-found, again (waited for, or said so) or unknown (getent exits 2 for every reason); empty without',
    },
    asTarget: {
      type: 'bool',
      about: 'by the image’s own getent, with its nsswitch.conf and its mounts; else by a debug image’s',
    },
    noAddress: { type: 'bool', about: 'it said that the name is there without a usable address' },
    plateau: {
      type: 'double',
      about: 'the libc’s waiting time that the median lies just above: 2.5, 3, 5, 10, …; else 0',
    },
    plateauAttempts: { type: 'int', about: 'look-ups that lie just above one' },
  },
  extract(evidence): Facts {
    const attempts = evidence.map(attemptOf).filter((attempt) => attempt !== null);
    if (attempts.length === 0) return {};
    const times = attempts.map(({ seconds }) => seconds);
    const failed = attempts.filter(({ found }) => !found);
    const found = attempts.filter((one) => one.found);
    const addresses = unique(found.flatMap((one) => one.addresses)).slice(0, MAX_ADDRESSES);
    const sets = unique(found.map((one) => [...one.addresses].sort().join(' ')));
    const seconds = median(times) ?? 0;
    return {
      attempts: attempts.length,
      failures: failed.length,
      timedOut: attempts.filter(({ timedOut }) => timedOut).length,
      resolved: found.length > 0,
      seconds,
      fastestSeconds: Math.min(...times),
      slowestSeconds: Math.max(...times),
      addresses,
      addressesText: addresses.length === 0 ? 'no address' : addresses.slice(0, 4).join(', '),
      ipv4Count: addresses.filter((one) => !one.includes(':')).length,
      ipv6Count: addresses.filter((one) => one.includes(':')).length,
      addressesVary: sets.length > 1,
      failureKind: failureKind(failed),
      asTarget: evidence.every((one) => one.view === 'target'),
      noAddress: failed.some(({ said }) => NO_ADDRESS.test(said)),
      plateau: plateauOf(seconds),
      plateauAttempts: times.filter((one) => plateauOf(one) > 0).length,
    };
  },
};
