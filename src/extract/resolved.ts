import type { Facts } from '../session/evidence.ts';
import type { ExtractContext } from './extractor.ts';
import { isRow, number, texts, unique } from './values.ts';

/** A look-up of a service takes milliseconds; one that takes this long is trouble even when it succeeds, in seconds. */
const QUICK_SECONDS = 1;

function lookUpsOf(context: ExtractContext, host: string): Facts[] {
  const entries = context.earlier['dns-timing'] ?? [];
  return entries.filter(({ subject }) => hostOf(subject) === host).map(({ facts }) => facts);
}

function hostOf(subject: string): string {
  return subject.slice(0, subject.lastIndexOf(':'));
}

/** The program's own way of looking it up gives addresses, each time, from wherever it has them. */
export function isResolved(context: ExtractContext, host: string): boolean {
  const seen = lookUpsOf(context, host);
  return seen.some((facts) => texts(facts.addresses).length > 0 && number(facts.failures) === 0);
}

/** The same, and quickly: whatever a nameserver does with its forms, the program does not feel it. */
export function isQuicklyResolved(context: ExtractContext, host: string): boolean {
  return lookUpsOf(context, host).some(
    (facts) =>
      texts(facts.addresses).length > 0 &&
      number(facts.failures) === 0 &&
      (number(facts.seconds) ?? QUICK_SECONDS) < QUICK_SECONDS,
  );
}

/**
 * Every address that a nameserver gave for a host when it was asked by itself: never what getaddrinfo said, which reads
 * the hosts file and asks caches too.
 */
export function answeredNow(host: string, { earlier }: ExtractContext): string[] {
  const found = (earlier['dns-nameserver'] ?? []).flatMap(({ facts }) =>
    [host, `${host}.`].flatMap((name) => {
      const answer = isRow(facts.answers) ? facts.answers[name] : undefined;
      return isRow(answer) ? texts(answer.addresses) : [];
    }),
  );
  return unique(found);
}
