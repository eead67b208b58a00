import type { Evidence, Json } from '../session/evidence.ts';
import { Deadline } from './deadline.ts';
import type { Dialler } from './dialler.ts';
import { askedLine } from './dns-ask.ts';
import { type Candidate, CandidateAsker } from './dns-candidate.ts';
import { exchangeEvidence, handLine, roundMs, type Spoken, word } from './exchange-evidence.ts';
import { afterAnswer, candidateNames, type ResolverConf, type ResolverLibc } from './search-order.ts';

export interface NamesParams {
  /** As the service uses it: without a final dot, unless it really has one. */
  readonly name: string;
  readonly conf: ResolverConf;
  readonly libc: ResolverLibc;
  /** Nameservers of which it is known that they answer nothing: they are not waited for once more. */
  readonly silent?: readonly string[];
  /** How often each of the two is walked; 3, at most 5. The median counts. */
  readonly repeats?: number;
  /** Milliseconds for one answer; 2500. */
  readonly limitMs?: number;
  /** Milliseconds for all of it; 20000. */
  readonly budgetMs?: number;
  readonly port?: number;
}

interface Walk {
  readonly candidates: readonly Candidate[];
  readonly ms: number;
  readonly queries: number;
  readonly found: boolean;
}

const SLOW_ENOUGH_MS = 4_000;

/**
 * The absolute name against the name as the service uses it: the queries that the target's libc would send for each, in
 * its order, at its first nameserver that answers. A candidate's time is the slower of its two questions, so what our
 * own spacing costs is not in it. The difference of the two sums is what the search list costs.
 */
export function compareNames(dialler: Dialler, params: NamesParams, signal?: AbortSignal): Promise<Evidence> {
  const server = params.conf.nameservers[0] ?? '127.0.0.1';
  const bare = params.name.replace(/\.$/, '');
  const tool = `getent ahosts ${word(`${bare}.`)}   # against: getent ahosts ${word(params.name)}`;
  const about = {
    what: `${bare}: absolute against searched, as ${params.libc.family} asks`,
    byHand: handLine(dialler, 'udp', server, params.port ?? 53, tool),
  };
  return exchangeEvidence(dialler, about, () => converse(dialler, params, signal));
}

async function converse(dialler: Dialler, params: NamesParams, signal?: AbortSignal): Promise<Spoken> {
  const { name, conf, libc, budgetMs = 20_000, port = 53 } = params;
  const bare = name.replace(/\.$/, '');
  const deadline = new Deadline(budgetMs, signal);
  const { silent = [] } = params;
  const speaking = conf.nameservers.filter((one) => !silent.includes(one));
  const servers = new CandidateAsker(dialler, {
    servers: speaking.length > 0 ? speaking : conf.nameservers,
    port,
    libc,
    limitMs: params.limitMs ?? 2_500,
    deadline,
  });
  try {
    const isAnswered = await servers.warmUp(bare);
    const list = candidateNames(name, conf, libc);
    const isSame = list.length === 1 && list[0] === bare;
    const absolute: Walk[] = [];
    const searched: Walk[] = [];
    // Where nobody answers there are no times to compare, and waiting for each name in vain would take most of a minute.
    const turns = isAnswered ? Math.min(params.repeats ?? 3, 5) : 0;
    for (let turn = 0; turn < turns && deadline.over === null; turn += 1) {
      const once = await walk([bare], bare, servers, libc);
      absolute.push(once);
      searched.push(isSame ? once : await walk(list, bare, servers, libc));
      // So slow once is slow: the time is better spent elsewhere.
      if (Math.max(absolute.at(-1)?.ms ?? 0, searched.at(-1)?.ms ?? 0) > SLOW_ENOUGH_MS) break;
    }
    const whole = (walks: Walk[]) => walks.filter(({ candidates }) => candidates.length > 0);
    const last = whole(searched).at(-1);
    const lastAbsolute = whole(absolute).at(-1);
    const toolTrouble = servers.trouble?.kind === 'tool' ? servers.trouble : null;
    const data: { [key: string]: Json } = {
      conversation: 'dns-names',
      name: bare,
      family: libc.family,
      ndots: conf.ndots,
      search: [...conf.search].slice(0, 32),
      servers: [...conf.nameservers].slice(0, 8),
      candidates: list.slice(0, 32),
      complete: deadline.over === null,
      absolute: whole(absolute).map(({ ms }) => ms),
      searched: whole(searched).map(({ ms }) => ms),
      queries: last?.queries ?? 0,
      absoluteQueries: lastAbsolute?.queries ?? 0,
      foundAbsolute: lastAbsolute?.found ?? false,
      foundSearched: last?.found ?? false,
      foundAs: last?.found ? (last.candidates.at(-1)?.name ?? '') : '',
      walked: (last?.candidates ?? []).map((one) => ({
        name: one.name,
        rcode: one.rcode,
        ms: one.ms,
        server: one.server,
        addresses: [...one.addresses].slice(0, 16),
      })),
      addresses: [...(lastAbsolute?.candidates[0]?.addresses ?? [])].slice(0, 32),
      absoluteRcode: lastAbsolute?.candidates[0]?.rcode ?? '',
    };
    return { data, lines: transcript(params, absolute, searched), timedOut: deadline.over === 'timeout', toolTrouble };
  } finally {
    servers.close();
    deadline.clear();
  }
}

/** Goes through candidates as the libc would, until one is found or its rules say stop. */
async function walk(list: readonly string[], bare: string, servers: CandidateAsker, libc: ResolverLibc): Promise<Walk> {
  const candidates: Candidate[] = [];
  let queue = [...list];
  while (queue.length > 0) {
    const name = queue.shift() ?? '';
    const candidate = await servers.ask(name);
    if (candidate === null) return { candidates: [], ms: 0, queries: 0, found: false };
    candidates.push(candidate);
    const verdict = afterAnswer(candidate.rcode, candidate.addresses.length > 0, libc);
    if (verdict === 'found' || verdict === 'stop') break;
    if (verdict === 'bare') queue = queue.filter((one) => one === bare);
  }
  return {
    candidates,
    ms: roundMs(candidates.reduce((sum, { ms }) => sum + ms, 0)),
    queries: candidates.reduce((sum, { asked }) => sum + asked.length, 0),
    found: (candidates.at(-1)?.addresses.length ?? 0) > 0,
  };
}

function transcript(params: NamesParams, absolute: readonly Walk[], searched: readonly Walk[]): string[] {
  const { conf, libc } = params;
  const lines = [
    `; as ${libc.family} ${libc.version ?? ''} asks; ndots:${conf.ndots}; search ${conf.search.join(' ') || '(none)'}`,
  ];
  const show = (title: string, walks: readonly Walk[]) => {
    for (const [index, { candidates, ms, queries }] of walks.entries()) {
      lines.push(`${title}, ${index + 1}. time: ${ms} ms, ${queries} queries`);
      if (index > 0) continue;
      for (const { asked, server } of candidates)
        for (const one of asked) lines.push(`   @${server} ${askedLine(one)}`);
    }
  };
  if (absolute.length === 0) lines.push(`no nameserver answered: ${conf.nameservers.join(' ')}`);
  show(`absolute (${params.name.replace(/\.$/, '')}.)`, absolute);
  show(`as used (${params.name})`, searched);
  return lines;
}
