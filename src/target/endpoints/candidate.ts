import type { Endpoint } from '../target.ts';
import { isGroup, parseHost } from './host.ts';
import { DATAGRAMS, type Service, serviceOfPort } from './schemes.ts';

/** A host that was found somewhere, before it is decided what becomes of it. */
export interface Candidate extends Endpoint {
  /** No port stood there: it is what the name of the setting suggests. */
  readonly portGuessed?: boolean;
}

/** Makes a candidate; null where the host can be none. Without a service, the port says what is spoken. */
export function candidate(
  host: string,
  port: number,
  from: { readonly foundIn: string; readonly source: Endpoint['source'] },
  known?: Pick<Service, 'scheme' | 'tls' | 'unverified'>,
): Candidate | null {
  const parsed = parseHost(host);
  if (parsed === null || isGroup(parsed.host) || !Number.isInteger(port) || port < 1 || port > 65_535) return null;
  const { scheme, tls, unverified } = known ?? serviceOfPort(port);
  // Who asked for it is taken at their word; otherwise such a host is looked up, and not connected to.
  if (scheme === DATAGRAMS && from.source !== 'option')
    return { host: parsed.host, port, foundIn: `${from.foundIn} (datagrams)`, source: 'logged', scheme, tls };
  const base = { host: parsed.host, port, foundIn: from.foundIn, source: from.source, scheme, tls };
  return tls && unverified === true ? { ...base, unverified } : base;
}

/** The same kind of conversation, so that a port named for the one is no second port for the other. */
function alike(one: Endpoint, other: Endpoint): boolean {
  const kind = ({ scheme }: Endpoint): string => (scheme === 'https' ? 'http' : scheme);
  return kind(one) === kind(other) || other.scheme === 'tcp';
}

/** Without the guessed ports of hosts whose real port for the same thing is named elsewhere: nobody may listen there. */
export function withoutGuesses(all: readonly Candidate[]): Endpoint[] {
  const named = all.filter((one) => one.portGuessed !== true && one.source !== 'logged');
  return all
    .filter((one) => one.portGuessed !== true || !named.some((other) => other.host === one.host && alike(one, other)))
    .map(({ portGuessed: _, ...endpoint }) => endpoint);
}
