import { isIP } from 'node:net';
import type { Dialler } from '../exchange/dialler.ts';
import { splitEndpoint } from '../exchange/endpoint-text.ts';
import type { Evidence, Facts, Json, Observation } from '../session/evidence.ts';
import type { ReadContext } from '../target/reader.ts';
import type { Endpoint } from '../target/target.ts';
import type { ObserveRequest } from './observer.ts';
import type { RunView } from './two-libcs.ts';

/** What a conversation works with. */
export interface ExchangeContext {
  readonly request: ObserveRequest;
  readonly params: Readonly<Record<string, Json>>;
  readonly dialler: Dialler;
  readonly reading: Omit<ReadContext, 'target' | 'subject' | 'earlier' | 'timeoutMs' | 'signal'>;
  readonly now: () => Date;
  /** Addresses of a name as the target's own resolver gives them; none when it gives none. */
  readonly lookUp: (host: string) => Promise<string[]>;
  /** A command in a view of the target. */
  readonly run: RunView;
}

/** An exchange that was not needed, and why, as evidence. */
export function quiet(
  { dialler, now }: ExchangeContext,
  what: string,
  stdout: string,
  data: Json,
  byHand: string,
): Observation {
  const evidence: Evidence = {
    kind: 'exchange',
    what,
    argv: [],
    view: dialler.view,
    tier: dialler.tier,
    exitCode: null,
    timedOut: false,
    startedAt: now().toISOString(),
    durationMs: 0,
    stdout,
    stderr: '',
    truncated: false,
    data,
    byHand,
    byHandEquivalent: true,
  };
  return { kind: 'seen', evidence: [evidence], libcMatched: null };
}

export function unseen(reason: string, toCheckIt: string): Observation {
  return { kind: 'unseen', reason, toCheckIt, evidence: [] };
}

/** Certificates are judged by the engine's clock: it is the container's. */
export function engineTime({ reading }: ExchangeContext, now: () => Date): Date {
  return new Date(now().getTime() + (reading.engine.info.clockSkewMs ?? 0));
}

export function firstFacts({ request }: ExchangeContext, step: string): Facts {
  return request.earlier[step]?.[0]?.facts ?? {};
}

export function factsOf({ request }: ExchangeContext, step: string, subject: string): Facts {
  return request.earlier[step]?.find((one) => one.subject === subject)?.facts ?? {};
}

export function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

export function subjectOf({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

export function endpointOf({ request }: ExchangeContext): Endpoint | undefined {
  return request.target.endpoints.find((one) => subjectOf(one) === request.subject);
}

/** What the target's own resolver gave for it, in getaddrinfo's order; the host itself when it is an address. */
export function addressesOf(context: ExchangeContext, subject: string): string[] {
  const { host } = splitEndpoint(subject);
  return isIP(host) ? [host] : texts(factsOf(context, 'dns-timing', subject).addresses);
}

/**
 * Addresses that the connection step reached, first; where it reached none, all of them. One that is unlike the others is
 * told by that step already: what the name serves in general is looked at where it is well.
 */
export function reachable(context: ExchangeContext, addresses: string[]): string[] {
  const seen = factsOf(context, 'connect', context.request.subject);
  const [good, odd] = [texts(seen.reachedAddresses), texts(seen.oddAddresses)];
  const reached = addresses.filter((one) => good.includes(one));
  const alike = reached.filter((one) => !odd.includes(one));
  if (alike.length > 0) return alike;
  return reached.length > 0 ? reached : addresses;
}

/**
 * Absolute names to ask nameservers for: hosts with a dot as they are; a single word as the search domains make it,
 * and by itself, as Docker's own resolver and hosts files know it.
 */
export function lookedUpNames(endpoints: readonly Endpoint[], config: Facts): string[] {
  const hosts = [...new Set(endpoints.map((one) => one.host).filter((host) => !isIP(host)))];
  const [search] = texts(config.searchDomains);
  return hosts.flatMap((host) => (host.includes('.') || !search ? [host] : [`${host}.${search}`, host])).slice(0, 8);
}

export function spokenAt(
  endpoint: Endpoint | undefined,
): 'tls' | 'https' | 'http' | 'postgres' | 'redis' | 'amqp' | 'listen' {
  if (endpoint?.scheme === 'https' || endpoint?.scheme === 'http') return endpoint.scheme;
  if (/^postgres/.test(endpoint?.scheme ?? '')) return 'postgres';
  // Its server speaks first, TLS or not.
  if (endpoint?.scheme === 'smtp') return 'listen';
  if (endpoint?.tls) return 'tls';
  return endpoint?.scheme === 'redis' || endpoint?.scheme === 'amqp' ? endpoint.scheme : 'listen';
}
