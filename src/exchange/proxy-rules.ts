import { matchNoProxy, type NoProxyRules } from './no-proxy.ts';
import { type ProxyAddress, parseProxy } from './proxy-address.ts';

export const PROXY_CLIENTS = [
  'curl',
  'wget',
  'busybox-wget',
  'python-urllib',
  'python-requests',
  'go',
  'node',
  'java',
] as const;
/** Clients whose treatment of the variables is known. */
export type ProxyClient = (typeof PROXY_CLIENTS)[number];

/** What a client does with an endpoint, and why. */
export interface ProxyDecision {
  readonly client: ProxyClient;
  readonly via: 'proxy' | 'direct';
  readonly proxy: ProxyAddress | null;
  /** The variable that decided: http_proxy, NO_PROXY, -Dhttps.proxyHost, …; empty when none does. */
  readonly variable: string;
  /** Why, in a few words; holds no secret. */
  readonly because: string;
}

export interface ProxyEndpoint {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
}

type Env = Readonly<Record<string, string | undefined>>;

/** How a client reads its environment. Variables in the order in which they are looked for. */
interface ClientRules {
  readonly http: readonly string[];
  readonly https: readonly string[];
  readonly noProxy: readonly string[];
  readonly matching: NoProxyRules;
  /** localhost and loopback addresses never go to the proxy. */
  readonly loopbackDirect: boolean;
}

// Seen in curl 7.88, GNU wget 1.21, Python 3.11 with requests 2.34; Go's and Node's are from their documentation.
const SUFFIX: NoProxyRules = { cidr: false, star: true, wildcard: false, port: 'never', dotIsStrict: false };
const BOTH_NO = ['no_proxy', 'NO_PROXY'];

const RULES: Readonly<Record<Exclude<ProxyClient, 'node' | 'java'>, ClientRules>> = {
  // HTTP_PROXY in capitals could be set by a web client's Proxy header: curl does not read it.
  curl: {
    http: ['http_proxy', 'all_proxy', 'ALL_PROXY'],
    https: ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'],
    noProxy: BOTH_NO,
    matching: { ...SUFFIX, cidr: true },
    loopbackDirect: false,
  },
  wget: {
    http: ['http_proxy'],
    https: ['https_proxy'],
    noProxy: ['no_proxy'],
    matching: { ...SUFFIX, star: false, dotIsStrict: true },
    loopbackDirect: false,
  },
  'busybox-wget': { http: ['http_proxy'], https: [], noProxy: [], matching: SUFFIX, loopbackDirect: false },
  'python-urllib': {
    http: ['http_proxy', 'HTTP_PROXY'],
    https: ['https_proxy', 'HTTPS_PROXY'],
    noProxy: BOTH_NO,
    matching: { ...SUFFIX, port: 'explicit' },
    loopbackDirect: false,
  },
  'python-requests': {
    http: ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'],
    https: ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'],
    noProxy: BOTH_NO,
    matching: { ...SUFFIX, cidr: true, port: 'explicit' },
    loopbackDirect: false,
  },
  go: {
    http: ['HTTP_PROXY', 'http_proxy'],
    https: ['HTTPS_PROXY', 'https_proxy'],
    noProxy: ['NO_PROXY', 'no_proxy'],
    matching: { cidr: true, star: true, wildcard: true, port: 'always', dotIsStrict: true },
    loopbackDirect: true,
  },
};

function firstSet(env: Env, names: readonly string[]): { name: string; value: string } | null {
  for (const name of names) {
    const value = env[name];
    if (value !== undefined && value !== '') return { name, value };
  }
  return null;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** What one client does with an endpoint, given the environment it runs with. */
export function decideProxy(client: ProxyClient, env: Env, endpoint: ProxyEndpoint): ProxyDecision {
  const direct = (variable: string, because: string): ProxyDecision => ({
    client,
    via: 'direct',
    proxy: null,
    variable,
    because,
  });
  if (client === 'node') return decideNode(env, endpoint, direct);
  if (client === 'java') return decideJava(env, endpoint, direct);
  const rules = RULES[client];
  const names = rules[endpoint.scheme];
  const set = firstSet(env, names);
  if (set === null) {
    const ignored = firstSet(
      env,
      ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'].filter((name) =>
        nameFits(name, endpoint.scheme),
      ),
    );
    return direct(
      '',
      ignored ? `${client} does not read ${ignored.name} for ${endpoint.scheme}` : 'no proxy variable is set',
    );
  }
  const proxy = parseProxy(set.value);
  if (proxy === null) return direct(set.name, `${set.name} names no proxy`);
  if (rules.loopbackDirect && isLoopback(endpoint.host)) return direct('', `${client} never sends loopback to a proxy`);
  const no = firstSet(env, rules.noProxy);
  const entry = no ? matchNoProxy(no.value, endpoint, rules.matching) : null;
  if (no && entry !== null) return direct(no.name, `${no.name} has ${entry.slice(0, 100)}`);
  return { client, via: 'proxy', proxy, variable: set.name, because: `${set.name} is set` };
}

function nameFits(name: string, scheme: 'http' | 'https'): boolean {
  const lower = name.toLowerCase();
  return lower === 'all_proxy' || lower === `${scheme}_proxy`;
}

type Direct = (variable: string, because: string) => ProxyDecision;

/** Node reads no proxy variable unless it is told to (NODE_USE_ENV_PROXY=1 or --use-env-proxy, Node 22.21 and 24 on). */
function decideNode(env: Env, endpoint: ProxyEndpoint, direct: Direct): ProxyDecision {
  const told = env.NODE_USE_ENV_PROXY === '1' || (env.NODE_OPTIONS ?? '').includes('--use-env-proxy');
  if (!told) return direct('', 'Node reads no proxy variable by itself');
  const set = firstSet(env, [`${endpoint.scheme}_proxy`, `${endpoint.scheme.toUpperCase()}_PROXY`]);
  const proxy = set ? parseProxy(set.value) : null;
  if (set === null || proxy === null) return direct('', 'no proxy variable is set');
  const no = firstSet(env, BOTH_NO);
  const matching: NoProxyRules = { ...SUFFIX, wildcard: true, port: 'always' };
  const entry = no ? matchNoProxy(no.value, endpoint, matching) : null;
  if (no && entry !== null) return direct(no.name, `${no.name} has ${entry.slice(0, 100)}`);
  return {
    client: 'node',
    via: 'proxy',
    proxy,
    variable: set.name,
    because: `${set.name} is set and Node was told to read it`,
  };
}

const JAVA_VARIABLES = ['JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', '_JAVA_OPTIONS', 'JAVA_OPTS'];

function javaProperty(options: string, name: string): string | null {
  const mark = `-D${name}=`;
  const word = options.split(/\s+/).find((one) => one.startsWith(mark));
  return word === undefined ? null : word.slice(mark.length).replace(/^["']|["']$/g, '');
}

/** Java reads properties: -Dhttps.proxyHost and its port, and nonProxyHosts with `|` and a `*` at either end. */
function decideJava(env: Env, { scheme, host, port: endpointPort }: ProxyEndpoint, direct: Direct): ProxyDecision {
  const options = JAVA_VARIABLES.map((name) => env[name] ?? '')
    .join(' ')
    .slice(0, 20_000);
  const proxyHost = javaProperty(options, `${scheme}.proxyHost`);
  if (proxyHost === null) return direct('', 'Java reads no proxy variable, only properties');
  const port = Number(javaProperty(options, `${scheme}.proxyPort`) ?? (scheme === 'https' ? 443 : 80));
  const no = javaProperty(options, 'http.nonProxyHosts') ?? 'localhost|127.*|[::1]|0.0.0.0|[::0]';
  const entry = no.split('|').find((one) => javaMatches(one, host));
  if (entry !== undefined)
    return direct('-Dhttp.nonProxyHosts', `nonProxyHosts has ${entry.slice(0, 100)} for port ${endpointPort}`);
  const proxy = { scheme: 'http', host: proxyHost, port, authorization: null };
  return {
    client: 'java',
    via: 'proxy',
    proxy,
    variable: `-D${scheme}.proxyHost`,
    because: `-D${scheme}.proxyHost is set`,
  };
}

function javaMatches(entry: string, host: string): boolean {
  const pattern = entry.toLowerCase();
  const name = host.toLowerCase();
  if (pattern.startsWith('*')) return name.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return name.startsWith(pattern.slice(0, -1));
  return pattern.replace(/^\[|\]$/g, '') === name;
}

/** What every known client would do; a difference between them is worth knowing. */
export function decideAll(env: Env, endpoint: ProxyEndpoint): ProxyDecision[] {
  return PROXY_CLIENTS.map((client) => decideProxy(client, env, endpoint));
}
