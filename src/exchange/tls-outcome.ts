import { plainText } from './exchange-evidence.ts';
import { codeOf, wordsOf } from './failure.ts';
import type { Pipe } from './pipe.ts';
import { alertName } from './tls-alerts.ts';
import type { TlsAttempt } from './tls-attempt-shape.ts';
import type { ServerFlight } from './tls-wire.ts';

const ALERT_NUMBER = /alert number (\d{1,3})/;

/** The fatal alert that ended a connection: from OpenSSL's words, or from the bytes. */
export function alertAfter(trouble: unknown, flight: ServerFlight, done: boolean): TlsAttempt['alert'] {
  const when = done ? 'after' : 'handshake';
  const number = ALERT_NUMBER.exec(wordsOf(trouble ?? ''))?.[1];
  if (number !== undefined) return { level: 'fatal', number: Number(number), name: alertName(Number(number)), when };
  const seen = flight.alerts.find(({ level }) => level === 'fatal');
  return seen && !done ? { ...seen, when } : null;
}

/** What a handshake that was not completed failed by, the most telling first. */
export function whyNot(
  trouble: unknown,
  flight: ServerFlight,
  pipe: Pipe,
  over: 'timeout' | 'cancelled' | null,
): Pick<TlsAttempt, 'outcome' | 'said' | 'banner'> {
  const reason = typeof trouble === 'object' && trouble !== null && 'reason' in trouble ? String(trouble.reason) : '';
  const said = plainText(reason || wordsOf(trouble ?? ''), 200);
  if (pipe.failure && pipe.failure.kind !== 'closed')
    return { outcome: pipe.failure.kind, said: pipe.failure.said, banner: '' };
  if (flight.alerts.some(({ level }) => level === 'fatal')) return { outcome: 'alert', said, banner: '' };
  const { kept } = pipe;
  if (kept.length > 0 && !flight.records) {
    return { outcome: 'not-tls', said, banner: plainText(kept.subarray(0, 80).toString('latin1'), 80) };
  }
  const openssl = codeOf(trouble).startsWith('ERR_SSL') || codeOf(trouble) === 'EPROTO' || reason !== '';
  if (openssl) return { outcome: 'protocol', said, banner: '' };
  if (over) return { outcome: over, said, banner: '' };
  return { outcome: pipe.failure?.kind ?? 'closed', said: pipe.failure?.said || said, banner: '' };
}
