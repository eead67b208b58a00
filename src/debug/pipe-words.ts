import { DialFailure } from '../exchange/dialler.ts';

const FAILURES: readonly [RegExp, DialFailure['kind']][] = [
  [/connection refused|^refused /i, 'refused'],
  [
    /no route to host|network is (unreachable|down)|host is (unreachable|down)|cannot assign requested address|address not available|permission denied|operation not permitted|^unreachable /i,
    'unreachable',
  ],
  [/timed out|timeout/i, 'timeout'],
  [/reset by peer|^reset /i, 'reset'],
  [/broken pipe|^closed /i, 'closed'],
];

const CONNECTED = /^connected\b|\bsucceeded!|^Ncat: Connected to|starting data transfer loop/m;
const TALK = /\) open$|^sent \d+, rcvd \d+$|^Ncat: (Version|\d+ bytes)|socat\[\d+\] [NIW] /;

/** A tool's word that the connection stands and bytes are being passed on. */
export function isConnected(said: string): boolean {
  return CONNECTED.test(said);
}

/** A line that a tool says without anything having failed. */
export function isTalk(line: string): boolean {
  return isConnected(line) || TALK.test(line.trim());
}

/** What a pipe tool said as it failed, as the kind of failure of connect(2); `tool` when it said nothing known. */
export function dialFailureOf(said: string): DialFailure {
  const line = said.split('\n').find((one) => one.trim() !== '' && !isTalk(one)) ?? '';
  const text = line.trim().slice(0, 300);
  for (const [pattern, kind] of FAILURES) {
    if (pattern.test(text)) return new DialFailure(kind, text);
  }
  return new DialFailure('tool', text || 'the byte pipe ended without saying why');
}
