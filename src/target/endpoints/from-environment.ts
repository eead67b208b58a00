import { type Candidate, candidate } from './candidate.ts';
import { endpointsInConnectionString, endpointsInUrls } from './from-text.ts';
import { parseHost, splitHostPort } from './host.ts';
import { serviceOfName, serviceOfPort } from './schemes.ts';
import { withSettings } from './wants-tls.ts';

const MOST_VARIABLES = 2000;

/** Variables that name the service's own address, an image, a version, a proxy, or what an orchestrator injects. */
const NOT_ENDPOINTS = [
  /^(?:HOST|HOSTNAME|PORT|HOME|PWD|PATH|SHLVL|TERM|DISPLAY|no_proxy|NO_PROXY)$/,
  /^(?:https?|ftp|all)_proxy$/i,
  /(?:^|_)(?:BIND|LISTEN|LISTENING|ADVERTISE|ADVERTISED|VIRTUAL_HOST|LETSENCRYPT_HOST|ALLOWED_HOSTS?|ALLOWED_ORIGINS?|CORS_ORIGINS?|CORS)(?:_|$)/i,
  /(?:^|_)(?:IMAGE|VERSION|TAG|USER|UID|GID|SHA256|CHECKSUM|GPG_KEYS?|ASC_URL|TGZ_URLS?|DOWNLOAD_URL|GET_PIP_URL|HOMEPAGE|HOME_URL|BUG_REPORT_URL|SUPPORT_URL|DOCS?_URL|PUBLIC_URL|(?:JWT|TOKEN)_ISSUER|AUDIENCE|BASE_HREF|SELF_URL|EXTERNAL_URL|CANONICAL_URL|(?:REDIRECT|CALLBACK|RETURN|LOGOUT|SUCCESS|CANCEL)_UR[IL]|COOKIE_DOMAIN|(?:PUBLIC|EXTERNAL)_(?:HOST|HOSTNAME|DOMAIN|ADDRESS))$/i,
  // Kubernetes and container links write every service of the place into the environment.
  /_SERVICE_(?:HOST|PORT)(?:_[A-Z0-9_]{1,64})?$/,
  /_PORT(?:_[0-9]{1,5}_(?:TCP|UDP)(?:_(?:ADDR|PORT|PROTO))?)?$/,
];
const HOST_NAMES =
  /(?:^|_|[A-Z])(?:HOST|HOSTNAME|HOSTS|ADDR|ADDRS|ADDRESS|ADDRESSES|SERVER|SERVERS|ENDPOINT|ENDPOINTS|BROKER|BROKERS|NODES|SEEDS|UPSTREAM|BACKEND|DOMAIN)$/i;
const WEB_NAMES = /API|ENDPOINT|URL/i;

function split(env: readonly string[]): { name: string; value: string }[] {
  return env
    .slice(0, MOST_VARIABLES)
    .map((entry) => {
      const at = entry.indexOf('=');
      return at <= 0 ? null : { name: entry.slice(0, at), value: entry.slice(at + 1, at + 1 + 16_384).trim() };
    })
    .filter((one) => one !== null && one.value !== '') as { name: string; value: string }[];
}

/** `host:port` that a text consists of; a version or a user is none, a name needs a letter. */
function wholeHostPort(text: string): { host: string; port: number } | null {
  if (text.length > 300 || !/[a-zA-Z]|^\[|^[0-9.]{7,15}:/.test(text)) return null;
  const found = splitHostPort(text);
  return found?.port ? { host: found.host.host, port: found.port } : null;
}

/** The hosts that variables name: URLs, connection strings, HOST and PORT in two variables, comma lists. */
export function endpointsInEnvironment(env: readonly string[], place = 'environment'): Candidate[] {
  const variables = split(env);
  const values = new Map(variables.map(({ name, value }) => [name, value]));
  return variables
    .filter(({ name }) => !NOT_ENDPOINTS.some((pattern) => pattern.test(name)))
    .flatMap(({ name, value }) => endpointsOfVariable(name, value, values, place));
}

function endpointsOfVariable(
  name: string,
  value: string,
  values: ReadonlyMap<string, string>,
  place: string,
): Candidate[] {
  const from = { foundIn: `${place} ${name}`, source: 'used' as const };
  const urls = endpointsInUrls(value, from);
  if (urls.length > 0 || value.includes('://')) return urls;
  const strings = endpointsInConnectionString(value, from);
  if (strings.length > 0) return strings;
  const named = serviceOfName(name);
  const parts = value
    .split(/[,\s]+/)
    .filter((part) => part !== '')
    .slice(0, 20);
  const pairs = parts.map((part) => wholeHostPort(part));
  if (pairs.every((pair) => pair !== null)) {
    // The port says more than the variable's name, except where it says nothing.
    const service = (port: number) =>
      withSettings(serviceOfPort(port).scheme === 'tcp' && named ? named : serviceOfPort(port), stemOf(name), values);
    return pairs.map((pair) => candidate(pair.host, pair.port, from, service(pair.port))).filter((one) => one !== null);
  }
  if (!HOST_NAMES.test(name)) return [];
  return parts.flatMap((part) => bareHost(name, part, values, named, from));
}

/** The name of a setting without what says that it is a host: `PG` of PGHOST, `BACKEND_` of BACKEND__HOST. */
function stemOf(name: string): string {
  return name.replace(/_?(?:HOSTNAME|HOSTS?|ADDRESS(?:ES)?|ADDRS?|SERVERS?|ENDPOINTS?)$/i, '');
}

/** A host without port: from its companion variable, else what the name suggests; else it is only looked up. */
function bareHost(
  name: string,
  host: string,
  values: ReadonlyMap<string, string>,
  named: ReturnType<typeof serviceOfName>,
  from: { foundIn: string; source: 'used' },
): Candidate[] {
  if (parseHost(host) === null) return [];
  const stem = stemOf(name);
  const companions = [`${stem}_PORT`, `${stem}PORT`, `${name}_PORT`];
  const companion = companions
    .map((one) => ({ one, value: values.get(one) }))
    .find(({ value }) => /^[0-9]{1,5}$/.test(value ?? ''));
  if (companion) {
    const port = Number(companion.value);
    const usual = serviceOfPort(port).scheme === 'tcp' && named ? named : serviceOfPort(port);
    const service = withSettings(usual, stem, values);
    return keep(candidate(host, port, { ...from, foundIn: `${from.foundIn} and ${companion.one}` }, service));
  }
  if (named) return guessed(candidate(host, named.port, from, withSettings(named, stem, values)));
  // Of nested settings (`api.db_host`, API__DB_HOST) the last key says what it is.
  if (WEB_NAMES.test(name.split('__').at(-1) ?? name) && host.includes('.')) return guessed(candidate(host, 443, from));
  // Nothing says the port: a guess would be connected to and blamed.
  return keep(candidate(host, 443, { foundIn: `${from.foundIn} (no port)`, source: 'logged' }));
}

function keep(one: Candidate | null): Candidate[] {
  return one === null ? [] : [one];
}

function guessed(one: Candidate | null): Candidate[] {
  return keep(one).map((candidate) => ({ ...candidate, portGuessed: true }));
}
