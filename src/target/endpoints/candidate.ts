import type { Endpoint } from '../target.ts';
import { isGroup, parseHost } from './host.ts';
import { type Service, serviceOfPort } from './schemes.ts';

/** A host that was found somewhere, before it is decided what becomes of it. */
export interface Candidate extends Endpoint {}

/** Makes a candidate; null where the host can be none. Without a service, the port says what is spoken. */
export function candidate(
  host: string,
  port: number,
  from: { readonly foundIn: string; readonly source: Endpoint['source'] },
  known?: Pick<Service, 'scheme' | 'tls'>,
): Candidate | null {
  const parsed = parseHost(host);
  if (parsed === null || isGroup(parsed.host) || !Number.isInteger(port) || port < 1 || port > 65_535) return null;
  const { scheme, tls } = known ?? serviceOfPort(port);
  return { host: parsed.host, port, foundIn: from.foundIn, source: from.source, scheme, tls };
}
