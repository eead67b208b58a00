import type { Facts, Json } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';
import { isRow, type Row, rows, text, unique } from './values.ts';

const PAIRS = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'];

/** Facts of the reader `environment`: proxies first, and the other variables that decide how the world is reached. */
export const proxyConfig: Extractor = {
  id: 'proxy-config',
  about: 'Proxy variables in both cases, what each kind of client makes of them, and the variables beside them.',
  facts: {
    proxySet: { type: 'bool', about: 'a proxy variable is set' },
    proxyConflict: { type: 'bool', about: 'lower and upper case of one variable differ' },
    conflictText: { type: 'string', about: 'which, and how' },
    proxyText: { type: 'string', about: 'the proxy variables in a line, credentials taken out' },
    proxies: { type: 'list<string>', about: 'the proxies named, without credentials' },
    proxyPorts: { type: 'list<string>', about: 'their ports' },
    noProxy: { type: 'string', about: 'the no_proxy variable; empty when it is not set' },
    tlsToProxy: { type: 'bool', about: 'a proxy is named with https://, which means TLS to the proxy itself' },
    viaProxy: { type: 'list<string>', about: 'endpoints that at least one kind of client would reach by a proxy' },
    clientsDiffer: { type: 'list<string>', about: 'endpoints for which kinds of client would do different things' },
    runtimeBlind: {
      type: 'string',
      about:
        'Node or Java, where it runs the program and nothing tells it to use the variables: by itself it reads none; else empty',
    },
    clientsText: { type: 'string', about: 'that difference for the first of them, in words' },
    trustVariables: { type: 'list<string>', about: 'variables that point to a trust store, NAME=value' },
    tlsVerificationOff: { type: 'bool', about: 'NODE_TLS_REJECT_UNAUTHORIZED=0: certificates are not checked at all' },
    zone: { type: 'string', about: 'TZ, empty when it is not set' },
    locale: { type: 'string', about: 'what LC_ALL, LC_CTYPE or LANG ask for; empty for none' },
    preload: { type: 'string', about: 'LD_PRELOAD, empty when it is not set' },
    libraryPath: { type: 'string', about: 'LD_LIBRARY_PATH, empty when it is not set' },
    resolverOptions: { type: 'string', about: 'RES_OPTIONS, empty when it is not set' },
    clientCertificateConfigured: { type: 'bool', about: 'the configuration names a client certificate' },
    clientCertificateHint: { type: 'string', about: 'where it does; empty for nowhere' },
    clientCertificateEnded: { type: 'string', about: 'file and day of one whose time is over; empty for none' },
    variables: { type: 'map<string,dyn>', about: 'all of these variables by name, masked' },
  },
  extract(evidence, context): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const values = new Map(rows(data.variables).map((one) => [text(one.name), text(one.value)]));
    const value = (name: string): string => values.get(name) ?? '';
    const set = rows(data.variables).filter((one) => text(one.group) === 'proxy' && text(one.value) !== '');
    const conflicts = PAIRS.filter(
      (name) => value(name) !== '' && value(name.toUpperCase()) !== '' && value(name) !== value(name.toUpperCase()),
    );
    const proxies = set.filter((one) => !/^no_proxy$/i.test(text(one.name)));
    return {
      proxySet: proxies.length > 0,
      proxyConflict: conflicts.length > 0,
      conflictText: conflicts
        .map((name) => `${name}=${value(name)}, ${name.toUpperCase()}=${value(name.toUpperCase())}`)
        .join('; '),
      proxyText: set.map((one) => `${text(one.name)}=${text(one.value)}`).join(' '),
      proxies: unique(proxies.map((one) => text(one.value).replace(/\/\/\*\*\*@/, '//'))),
      proxyPorts: unique(proxies.map((one) => portOf(text(one.value)))),
      noProxy: value('no_proxy') || value('NO_PROXY'),
      tlsToProxy: proxies.some((one) => text(one.value).startsWith('https://')),
      ...clientFacts(rows(data.clients)),
      runtimeBlind: runtimeBlind(context.target.binary ?? '', value),
      trustVariables: rows(data.variables)
        .filter((one) => text(one.group) === 'trust' && text(one.name) !== 'GODEBUG')
        .map((one) => `${text(one.name)}=${text(one.value)}`),
      tlsVerificationOff: value('NODE_TLS_REJECT_UNAUTHORIZED') === '0',
      zone: value('TZ'),
      locale: value('LC_ALL') || value('LC_CTYPE') || value('LANG'),
      preload: value('LD_PRELOAD'),
      libraryPath: value('LD_LIBRARY_PATH'),
      resolverOptions: value('RES_OPTIONS'),
      clientCertificateConfigured: text(data.clientCertificate) !== '',
      clientCertificateHint: text(data.clientCertificate),
      clientCertificateEnded: endedText(data.clientCertificateEnded),
      variables: Object.fromEntries(values),
    };
  },
};

/** The port that a variable's value names, else its scheme's usual one. */
function portOf(value: string): string {
  const named = /:(\d{1,5})(?:[/?#].{0,2000})?$/.exec(value)?.[1];
  if (named !== undefined) return named;
  if (value.startsWith('https://')) return '443';
  return value.startsWith('socks') ? '1080' : '80';
}

/** Node reads the variables when told to (NODE_USE_ENV_PROXY, Node 24), Java never: it has properties. */
function runtimeBlind(binary: string, value: (name: string) => string): string {
  const name = binary.slice(binary.lastIndexOf('/') + 1);
  if (/^node(?:js)?$/.test(name)) return value('NODE_USE_ENV_PROXY') === '1' ? '' : 'Node';
  const properties = ['JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', '_JAVA_OPTIONS', 'JAVA_OPTS'].map(value).join(' ');
  return name === 'java' && !/proxyHost|useSystemProxies/.test(properties) ? 'Java' : '';
}

function clientFacts(clients: readonly Row[]): Facts {
  const endpoints = unique(clients.map((one) => text(one.endpoint)));
  const of = (endpoint: string): Row[] => clients.filter((one) => text(one.endpoint) === endpoint);
  const via = endpoints.filter((endpoint) => of(endpoint).some((one) => text(one.via) === 'proxy'));
  const differ = via.filter((endpoint) => of(endpoint).some((one) => text(one.via) === 'direct'));
  const first = differ[0];
  const names = (how: string): string =>
    first === undefined
      ? ''
      : of(first)
          .filter((one) => text(one.via) === how)
          .map((one) => text(one.client))
          .join(', ');
  return {
    viaProxy: via,
    clientsDiffer: differ,
    clientsText: first === undefined ? '' : `${first}: by the proxy ${names('proxy')}; directly ${names('direct')}`,
  };
}

function endedText(ended: Json | undefined): string {
  if (!isRow(ended)) return '';
  return `${text(ended.path)} (${text(ended.by)}) ended ${text(ended.end).slice(0, 10)}`;
}
