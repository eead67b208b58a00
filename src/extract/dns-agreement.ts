import type { Facts, Json } from '../session/evidence.ts';
import type { ExtractContext, Extractor } from './extractor.ts';
import { isResolved } from './resolved.ts';
import { isRow, text, texts, unique } from './values.ts';

/** What one nameserver said of one name. `nothing`: it did not answer, or with a failure, which says nothing. */
type Said = { server: string; kind: 'addresses' | 'empty' | 'not-found' | 'nothing'; addresses: string[] };

/** Facts derived from what each nameserver said by itself (step dns-nameserver). */
export const dnsAgreement: Extractor = {
  id: 'dns-agreement',
  about: 'Whether the nameservers agree on the names that matter.',
  facts: {
    compared: { type: 'int', about: 'names that at least one nameserver spoke of' },
    nameservers: { type: 'int', about: 'nameservers that answered' },
    disagreeing: { type: 'list<string>', about: 'names that one knows and another says do not exist' },
    differenceText: { type: 'string', about: 'who says what of the first of them' },
    unknownToAll: {
      type: 'list<string>',
      about: 'hosts that every answering nameserver says do not exist, in every form in which they are asked',
    },
    unknownToResolver: {
      type: 'list<string>',
      about:
        'hosts that getaddrinfo finds and no nameserver knows, of which the log says that Node’s dns.resolve did not find them',
    },
    unknownBeside: {
      type: 'list<string>',
      about: 'of these, hosts of a domain in which the same nameservers know another: they do hold that domain',
    },
    upstreamSilent: {
      type: 'bool',
      about:
        'one of several upstreams of Docker’s own resolver answered nothing: what that resolver waits for is this one',
    },
    differing: {
      type: 'list<string>',
      about: 'names for which the addresses have nothing in common; balancing does that, too',
    },
  },
  extract(_evidence, context): Facts {
    const servers = askedByOthers(context.earlier['dns-nameserver'] ?? []);
    const said = new Map<string, Said[]>();
    for (const { subject, facts } of servers) {
      for (const [name, answer] of Object.entries(isRow(facts.answers) ? facts.answers : {})) {
        said.set(name, [...(said.get(name) ?? []), sayingOf(subject, answer)]);
      }
    }
    const direct = texts(context.earlier.log?.[0]?.facts.askedDirectly);
    const spoken = [...said].filter(([, all]) => all.some((one) => one.kind !== 'nothing'));
    const disagreeing = spoken.filter(([, all]) => all.some(knows) && all.some((one) => one.kind === 'not-found'));
    const unknown = unknownHosts(context, new Map(spoken), false);
    return {
      compared: spoken.length,
      nameservers: unique(
        spoken.flatMap(([, all]) => all.filter((one) => one.kind !== 'nothing').map((one) => one.server)),
      ).length,
      disagreeing: disagreeing.map(([name]) => name),
      differenceText: disagreeing[0] ? difference(disagreeing[0][1]) : '',
      unknownToResolver: unknownHosts(context, new Map(spoken), true).filter((host) => direct.includes(host)),
      unknownToAll: unknown,
      unknownBeside: unknown.filter((host) => isBeside(host, spoken)),
      upstreamSilent: servers.some(({ subject, facts }) => subject !== EMBEDDED && facts.silent === true),
      differing: spoken.filter(([, all]) => apart(all)).map(([name]) => name),
    };
  },
};

/** Docker's own resolver: it knows the containers of its networks, and hands everything else to its upstreams. */
const EMBEDDED = '127.0.0.11';

/**
 * The embedded resolver's upstreams are compared with each other and not with it: a container's name is known to it
 * alone, which is no disagreement.
 */
function askedByOthers<T extends { readonly subject: string }>(servers: readonly T[]): readonly T[] {
  const upstreams = servers.filter(({ subject }) => subject !== EMBEDDED);
  return upstreams.length > 0 ? upstreams : servers;
}

/** Another name of its domain has addresses; a domain of one label (a country's, `internal`) is everybody's. */
function isBeside(host: string, spoken: readonly (readonly [string, readonly Said[]])[]): boolean {
  const domain = host.replace(/\.$/, '').split('.').slice(1).join('.');
  if (!domain.includes('.')) return false;
  return spoken.some(
    ([name, all]) => name.replace(/\.$/, '').endsWith(`.${domain}`) && all.some((one) => one.kind === 'addresses'),
  );
}

function sayingOf(server: string, answer: Json): Said {
  if (!isRow(answer)) return { server, kind: 'nothing', addresses: [] };
  const addresses = texts(answer.addresses);
  if (addresses.length > 0) return { server, kind: 'addresses', addresses };
  if (text(answer.a) === 'NXDOMAIN') return { server, kind: 'not-found', addresses };
  if (text(answer.a) === 'NOERROR') return { server, kind: 'empty', addresses };
  return { server, kind: 'nothing', addresses };
}

function knows(one: Said): boolean {
  return one.kind === 'addresses' || one.kind === 'empty';
}

function apart(all: readonly Said[]): boolean {
  const lists = all.filter((one) => one.kind === 'addresses').map((one) => one.addresses);
  const [first, ...rest] = lists;
  return first !== undefined && rest.some((list) => !list.some((address) => first.includes(address)));
}

function difference(all: readonly Said[]): string {
  const good = all.find(knows);
  const bad = all.find((one) => one.kind === 'not-found');
  const gives = good?.kind === 'addresses' ? good.addresses.slice(0, 3).join(', ') : 'an empty answer';
  return `${good?.server} gives ${gives}, ${bad?.server} says that there is no such name`;
}

/** A host is asked as it is and with search domains: it is unknown only when none of its forms is known. */
function unknownHosts(
  context: ExtractContext,
  said: ReadonlyMap<string, readonly Said[]>,
  resolved: boolean,
): string[] {
  const hosts = unique(context.target.endpoints.filter((one) => one.source !== 'logged').map((one) => one.host));
  return hosts.filter((host) => {
    // getaddrinfo finds some of them all the same: in the hosts file, most often.
    if (isResolved(context, host) !== resolved) return false;
    const forms = [...said].filter(([name]) => name === host || name.startsWith(`${host}.`));
    const all = forms.flatMap(([, list]) => list.filter((one) => one.kind !== 'nothing'));
    return all.length > 0 && all.every((one) => one.kind === 'not-found');
  });
}
