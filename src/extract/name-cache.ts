import type { Facts } from '../session/evidence.ts';
import { splitHostPort } from '../target/endpoints/host.ts';
import type { Extractor } from './extractor.ts';
import { answeredNow } from './resolved.ts';
import { number, texts } from './values.ts';

/** Facts derived from the program's own look-up (through the cache) and from each nameserver's answer (round it). */
export const nameCache: Extractor = {
  id: 'name-cache',
  about: 'What a cache outside the container answers for a host, against what its nameservers say now.',
  facts: {
    host: { type: 'string', about: 'the host' },
    through: { type: 'bool', about: 'it was looked up through the cache; else by a debug image, which goes round it' },
    asked: { type: 'bool', about: 'it was looked up, and its nameservers gave an answer' },
    cacheAddresses: { type: 'list<string>', about: 'what the look-up through the cache gave' },
    dnsAddresses: { type: 'list<string>', about: 'what the nameservers give now' },
    differs: { type: 'bool', about: 'the cache gave addresses, and the nameservers give none of them' },
    denied: { type: 'bool', about: 'the cache gave no address, and the nameservers give one' },
  },
  extract(_evidence, context): Facts {
    const host = splitHostPort(context.subject)?.host.host ?? context.subject.toLowerCase();
    const lookUp = (context.earlier['dns-timing'] ?? []).find(({ subject }) => subject === context.subject)?.facts;
    const attempts = number(lookUp?.attempts) ?? 0;
    const cached = texts(lookUp?.addresses);
    const now = answeredNow(host, context);
    const asked = attempts > 0 && now.length > 0;
    return {
      host,
      through: lookUp?.asTarget === true,
      asked,
      cacheAddresses: cached,
      dnsAddresses: now,
      differs: asked && cached.length > 0 && !cached.some((address) => now.includes(address)),
      denied: asked && cached.length === 0 && number(lookUp?.failures) === attempts,
    };
  },
};
