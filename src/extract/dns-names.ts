import type { Facts } from '../session/evidence.ts';
import { conversation, median, shown, tenth } from './conversation.ts';
import type { Extractor } from './extractor.ts';
import { number, rows, text, texts } from './values.ts';

function numbers(list: unknown): number[] {
  return Array.isArray(list)
    ? list.filter((one): one is number => typeof one === 'number' && Number.isFinite(one))
    : [];
}

/** Facts of the absolute name against the searched one. Pure. */
export const dnsNames: Extractor = {
  id: 'dns-names',
  about: 'The questions that the target’s libc sends for a name, against those for the same name with a final dot.',
  facts: {
    candidates: { type: 'int', about: 'names that may be asked for until one is found' },
    queries: { type: 'int', about: 'questions that the look-up really took' },
    absoluteQueries: { type: 'int', about: 'questions of the absolute name' },
    searchedMs: { type: 'double', about: 'median time of the name as the service uses it, in milliseconds' },
    absoluteMs: { type: 'double', about: 'median time of the absolute name, in milliseconds' },
    differenceMs: { type: 'double', about: 'what the search list costs: searched less absolute' },
    negativeMs: { type: 'double', about: 'the slowest answer to a candidate that is not there, in milliseconds' },
    negativeNames: { type: 'list<string>', about: 'the candidates that are not there, in the order asked' },
    foundAs: { type: 'string', about: 'the candidate that was found; empty when none was' },
    foundAbsolute: { type: 'bool', about: 'the absolute name has addresses' },
    foundSearched: { type: 'bool', about: 'the name as used has addresses by this libc’s rules' },
    searchAborted: {
      type: 'bool',
      about: 'the list stopped at a candidate before the absolute name that would have been found',
    },
    abortedBy: { type: 'string', about: 'the answer it stopped at: NOERROR without address, SERVFAIL, timeout, …' },
    absoluteRcode: { type: 'string', about: 'the answer to the absolute name' },
    addresses: { type: 'list<string>', about: 'addresses of the absolute name' },
    firstServer: { type: 'string', about: 'the nameserver that answered' },
    firstServerSilent: { type: 'bool', about: 'the first in the configuration did not answer; another was taken' },
  },
  extract(evidence): Facts {
    const data = conversation(evidence, 'dns-names');
    if (data === null) return {};
    const walked = rows(data.walked);
    const [searchedMs, absoluteMs] = [median(numbers(data.searched)), median(numbers(data.absolute))];
    const candidates = texts(data.candidates).length;
    if (walked.length === 0) return { candidates };
    const negatives = walked.filter(({ addresses }) => texts(addresses).length === 0);
    const times = negatives.flatMap(({ ms }) => number(ms) ?? []);
    const [foundAbsolute, foundSearched] = [data.foundAbsolute === true, data.foundSearched === true];
    const server = text(walked[0]?.server);
    const aborted = foundAbsolute && !foundSearched;
    return {
      candidates,
      queries: number(data.queries) ?? 0,
      absoluteQueries: number(data.absoluteQueries) ?? 0,
      ...shown('searchedMs', searchedMs),
      ...shown('absoluteMs', absoluteMs),
      ...shown('differenceMs', searchedMs === null || absoluteMs === null ? null : tenth(searchedMs - absoluteMs)),
      ...shown('negativeMs', times.length === 0 ? null : Math.max(...times)),
      negativeNames: negatives.map(({ name }) => text(name)),
      foundAs: text(data.foundAs),
      foundAbsolute,
      foundSearched,
      searchAborted: aborted,
      abortedBy: aborted ? text(walked.at(-1)?.rcode) : '',
      absoluteRcode: text(data.absoluteRcode),
      addresses: texts(data.addresses),
      firstServer: server,
      firstServerSilent: server !== '' && texts(data.servers).length > 0 && server !== texts(data.servers)[0],
    };
  },
};
