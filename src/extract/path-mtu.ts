import type { Facts } from '../session/evidence.ts';
import { conversation } from './conversation.ts';
import type { Extractor } from './extractor.ts';
import { number, type Row, rows, text } from './values.ts';

const HEARD = new Set(['answered', 'closed']);

/** All exchanges of a size went the same way. */
function all(exchanges: readonly Row[], size: string, outcomes: ReadonlySet<string>): boolean {
  const own = exchanges.filter((one) => text(one.size) === size);
  return own.length > 0 && own.every((one) => outcomes.has(text(one.outcome)));
}

const STALLED = new Set(['stalled', 'timeout']);

/** Facts of small exchanges against big ones. Pure. */
export const pathMtu: Extractor = {
  id: 'path-mtu',
  about:
    'Small exchanges with a server against such as fill packets: where only these stall, packets are dropped for size.',
  facts: {
    smallWorks: { type: 'bool', about: 'every small exchange was answered' },
    bigReplyStalls: { type: 'bool', about: 'every exchange with a big answer stalled' },
    bigRequestStalls: { type: 'bool', about: 'every exchange with a big question stalled' },
    bigStalls: { type: 'bool', about: 'one of the two, at every try' },
    sizeMatters: { type: 'bool', about: 'small ones are answered and big ones stall, each time' },
    tried: { type: 'int', about: 'exchanges in all' },
    bigBytes: { type: 'int', about: 'the most bytes that came in a big exchange' },
  },
  extract(evidence): Facts {
    const data = conversation(evidence, 'path-mtu');
    if (data === null) return {};
    const exchanges = rows(data.exchanges);
    if (exchanges.length === 0) return {};
    const smallWorks = all(exchanges, 'small', HEARD);
    const bigReplyStalls = all(exchanges, 'big-reply', STALLED);
    const bigRequestStalls = all(exchanges, 'big-request', STALLED);
    const big = exchanges.filter((one) => text(one.size) !== 'small').flatMap((one) => number(one.bytesIn) ?? []);
    return {
      smallWorks,
      bigReplyStalls,
      bigRequestStalls,
      bigStalls: bigReplyStalls || bigRequestStalls,
      sizeMatters: smallWorks && (bigReplyStalls || bigRequestStalls),
      tried: exchanges.length,
      bigBytes: Math.max(0, ...big),
    };
  },
};
