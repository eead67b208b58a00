/** A variable that matters to how a program reaches the world, with its value masked. */
export interface EnvironmentEntry {
  readonly name: string;
  readonly value: string;
  readonly group: 'proxy' | 'trust' | 'time' | 'locale' | 'resolver' | 'loader' | 'runtime';
}

/** Takes the secrets out of a value; the name tells what kind of value it is. */
export type MaskValue = (value: string, name: string) => string;

const GROUPS: readonly (readonly [EnvironmentEntry['group'], RegExp])[] = [
  ['proxy', /^(?:https?|ftp|all|no)_proxy$/i],
  [
    'trust',
    /^(?:SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|NODE_TLS_REJECT_UNAUTHORIZED|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|AWS_CA_BUNDLE|GIT_SSL_CAINFO|PIP_CERT|OPENSSL_CONF|JAVAX_NET_SSL_TRUSTSTORE|GODEBUG)$/,
  ],
  ['time', /^(?:TZ|TZDIR|ZONEINFO)$/],
  ['locale', /^(?:LANG|LANGUAGE|LC_[A-Z]{1,20}|LOCPATH|MUSL_LOCPATH|CHARSET|PYTHONIOENCODING|PYTHONUTF8)$/],
  ['resolver', /^(?:RES_OPTIONS|LOCALDOMAIN|HOSTALIASES|NSS_[A-Z_]{1,40})$/],
  ['loader', /^(?:LD_[A-Z_]{1,40}|MALLOC_[A-Z_]{1,40}|GLIBC_TUNABLES)$/],
  [
    'runtime',
    /^(?:NODE_OPTIONS|NODE_ENV|NODE_USE_ENV_PROXY|NODE_VERSION|UV_THREADPOOL_SIZE|JAVA_OPTS|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS|JAVA_HOME|JAVA_VERSION|PYTHONPATH|PYTHONHOME|PYTHON_VERSION|VIRTUAL_ENV|GOMAXPROCS|GOMEMLIMIT|GOLANG_VERSION|RUBY_VERSION|PHP_VERSION|DOTNET_VERSION|DOTNET_SYSTEM_GLOBALIZATION_INVARIANT|MALLOC_ARENA_MAX|PATH)$/,
  ],
];
const MOST_VALUE = 500;

/** Credentials in a URL are taken out, the host stays; nothing else is kept of a value that looks like a secret. */
export function maskUrlCredentials(value: string): string {
  return value
    .replace(/([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/]{1,1000}@/gi, '$1***@')
    .replace(
      /((?:password|passwd|pwd|secret|token|apikey|api[-_]key|credential)[A-Za-z.]{0,30}[=:])[^\s"']{1,1000}/gi,
      '$1***',
    );
}

/** The variables that matter, in their order; the values of all others are never looked at. */
export function relevantEnvironment(env: readonly string[], mask: MaskValue = maskUrlCredentials): EnvironmentEntry[] {
  return env.slice(0, 5000).flatMap((entry) => {
    const at = entry.indexOf('=');
    const name = at < 0 ? entry : entry.slice(0, at);
    const group = GROUPS.find(([, pattern]) => pattern.test(name))?.[0];
    if (group === undefined) return [];
    return [{ name, value: mask(maskUrlCredentials(entry.slice(at + 1)), name).slice(0, MOST_VALUE), group }];
  });
}

const SECRET_OPTION = /^--?(?:password|passwd|pwd|pass|secret|token|api[-_]?key|access[-_]?key|credentials?)$/i;

/** A command line without the secrets that its words show: credentials in URLs, `--token=…`, and the word after `--token`. */
export function maskArguments(words: readonly string[]): string[] {
  return words.map((word, i) => (SECRET_OPTION.test(words[i - 1] ?? '') ? '***' : maskUrlCredentials(word)));
}
