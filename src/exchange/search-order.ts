/** The part of resolv.conf that decides which names are asked, and of whom. */
export interface ResolverConf {
  /** Addresses, in order. */
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
  /** The search line as it stands, for musl's limit; its length is reckoned from `search` where left out. */
  readonly searchLineLength?: number;
}

export interface ResolverLibc {
  readonly family: 'glibc' | 'musl';
  /** 2.36, 1.2.5; null where unknown: a current one is assumed. */
  readonly version: string | null;
}

/** What a candidate's answer means for the rest of the list. */
export type Verdict = 'found' | 'next' | 'bare' | 'stop';

/** musl reads resolv.conf lines into 256 bytes and drops a longer line as a whole. */
const MUSL_LINE_LIMIT = 255;
const GLIBC_OLD_DOMAINS = 6;

function olderThan(version: string | null, than: readonly number[]): boolean {
  if (version === null) return false;
  const parts = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  for (const [index, wanted] of than.entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part < wanted;
  }
  return false;
}

/** The search domains that this libc really uses. */
export function effectiveSearch(conf: ResolverConf, libc: ResolverLibc): string[] {
  const domains = conf.search.map((domain) => domain.replace(/\.$/, '')).filter((domain) => domain !== '');
  if (libc.family === 'musl') {
    const length =
      conf.searchLineLength ?? 'search'.length + domains.reduce((sum, domain) => sum + domain.length + 1, 0);
    return length > MUSL_LINE_LIMIT ? [] : domains;
  }
  return olderThan(libc.version, [2, 26]) ? domains.slice(0, GLIBC_OLD_DOMAINS) : domains;
}

/**
 * The absolute names that a look-up of `name` asks for until one is found, in the libc's order. glibc tries a name with
 * at least ndots dots as it is and then the search list; musl never tries the search list for such a name.
 */
export function candidateNames(name: string, conf: ResolverConf, libc: ResolverLibc): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const dots = name.split('.').length - 1;
  const searched = effectiveSearch(conf, libc).map((domain) => `${name}.${domain}`);
  if (dots < conf.ndots) return [...searched, name];
  return libc.family === 'musl' ? [name] : [name, ...searched];
}

/** Since 1.2.1, musl lets one bad answer of the pair speak for both. */
const MUSL_PAIR_SINCE = [1, 2, 1] as const;

/**
 * What the libc makes of the two replies (A, AAAA) to one candidate. musl from 1.2.1 on takes the worse of the two for
 * the name; older ones and glibc use whatever addresses came. `timeout` stands for no reply.
 */
export function libcSees(
  replies: readonly ({ readonly rcode: string; readonly addresses: readonly string[] } | null)[],
  libc: ResolverLibc,
): { rcode: string; addresses: string[] } {
  const rcodes = replies.map((reply) => reply?.rcode ?? 'timeout');
  if (libc.family === 'musl' && !olderThan(libc.version, MUSL_PAIR_SINCE)) {
    const worse =
      rcodes.find((rcode) => rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') ??
      rcodes.find((rcode) => rcode === 'NXDOMAIN');
    if (worse !== undefined) return { rcode: worse, addresses: [] };
  }
  const rcode = rcodes.find((one) => one === 'NOERROR') ?? rcodes.find((one) => one !== 'timeout') ?? 'timeout';
  return { rcode, addresses: replies.flatMap((reply) => reply?.addresses ?? []) };
}

/**
 * Whether the list goes on after this candidate. musl stops at anything but NXDOMAIN; glibc goes on after NXDOMAIN,
 * an empty answer and SERVFAIL, and jumps to the bare name after REFUSED or silence.
 * @param rcode of the reply, or `timeout`.
 */
export function afterAnswer(rcode: string, hasAddresses: boolean, libc: ResolverLibc): Verdict {
  if (hasAddresses) return 'found';
  if (rcode === 'NXDOMAIN') return 'next';
  if (libc.family === 'musl') return 'stop';
  return rcode === 'NOERROR' || rcode === 'SERVFAIL' ? 'next' : 'bare';
}
