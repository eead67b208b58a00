import type { Facts } from '../session/evidence.ts';
import { splitHostPort } from '../target/endpoints/host.ts';
import type { ExtractContext } from './extractor.ts';
import { isRow, texts } from './values.ts';

/** Docker's own resolver hands on what its upstreams say. */
const EMBEDDED = '127.0.0.11';

/**
 * Nameservers whose addresses for this host all fail, where those of another, which have nothing in common with them,
 * answer: what a connection comes to depends on who was asked.
 */
export function splitAnswers(
  reached: readonly string[],
  failing: readonly string[],
  { earlier, subject }: ExtractContext,
): Facts {
  const host = splitHostPort(subject)?.host.host ?? subject;
  const asked = (earlier['dns-nameserver'] ?? []).filter((one) => one.subject !== EMBEDDED);
  const gives = asked.flatMap(({ subject: server, facts }) => {
    const answer = isRow(facts.answers) ? facts.answers[host] : undefined;
    const addresses = isRow(answer) ? texts(answer.addresses) : [];
    return addresses.length > 0 ? [{ server, addresses }] : [];
  });
  const right = gives.filter(({ addresses }) => addresses.some((one) => reached.includes(one)));
  const known = right.flatMap(({ addresses }) => addresses);
  const wrong = gives.filter(
    ({ addresses }) => addresses.every((one) => failing.includes(one)) && !addresses.some((one) => known.includes(one)),
  );
  const [first, second] = [wrong[0], right[0]];
  if (!first || !second) return { wrongServers: [], splitText: '' };
  return {
    wrongServers: wrong.map(({ server }) => server),
    splitText: `${first.server} gives ${few(first.addresses)}, which fails; ${second.server} gives ${few(second.addresses)}, which answers`,
  };
}

function few(addresses: readonly string[]): string {
  return addresses.slice(0, 3).join(', ');
}
