/** Variables by which programs name a file of authorities of their own: VAULT_CACERT, PGSSLROOTCERT, ETCD_TRUSTED_CA_FILE. */
const NAMES =
  /(?:^|_)(?:(?:TRUSTED_|TLS_|SSL_|ROOT_)?CA(?:_?CERTS?)?(?:_?(?:FILE|BUNDLE|PATH))?|(?:PG)?SSLROOTCERT|SSL_ROOT_CERT|ROOT_?CERT(?:_?FILE)?)$/i;
/** These have rules of their own (src/target/readers/trust-store.ts). */
const OF_RUNTIMES =
  /^(?:SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|AWS_CA_BUNDLE)$/;
const OPTION = /^--?(?:tls-|ssl-|trusted-)?ca(?:-?cert|-?file|-?bundle)?$/i;
const FILE = /^\/[\w./@+-]{1,300}$/;
const MOST = 4;
/** A certificate's file inside other words: code on a command line, a line of configuration. */
const INSIDE = /["'=:\s(,](\/[\w./@+-]{1,250}\.(?:pem|crt|cer))(?![\w./-])/gi;
const MOST_TEXT = 64 * 1024;

/** A file of authorities that the target's own program was told to trust, beside the system's bundle. */
export interface NamedAuthorities {
  readonly path: string;
  /** `VAULT_CACERT`, `--cacert`. */
  readonly by: string;
}

/** Files of authorities that variables, options and connection strings name. Values are looked at, nothing is kept of them. */
export function namedAuthorities(
  env: Iterable<readonly [string, string]>,
  args: readonly string[],
): NamedAuthorities[] {
  const found: NamedAuthorities[] = [];
  for (const [name, value] of env) {
    if (OF_RUNTIMES.test(name)) continue;
    if (NAMES.test(name)) found.push({ path: value, by: name });
    const inString = /[?&\s]ssl(?:rootcert|ca)=(\/[\w./@+-]{1,300})/i.exec(value.slice(0, 4096))?.[1];
    if (inString !== undefined) found.push({ path: inString, by: name });
  }
  for (const [index, word] of args.slice(0, 200).entries()) {
    const [option = '', value = args[index + 1] ?? ''] = word.split('=', 2);
    if (OPTION.test(option)) found.push({ path: value, by: option });
  }
  const files = found.filter(({ path }) => FILE.test(path));
  return files.filter(({ path }, index) => files.findIndex((one) => one.path === path) === index).slice(0, MOST);
}

/**
 * Files of certificates that a command line's code and configuration files name, under whatever key: `cafile="/x.pem"`,
 * `pinned_cert = /x.crt`. Which of them the program trusts is not said; one that the served chain ends at is meant for it.
 */
export function authoritiesInTexts(
  texts: readonly { readonly place: string; readonly text: string }[],
): NamedAuthorities[] {
  const found = texts
    .slice(0, 40)
    .flatMap(({ place, text }) =>
      [...` ${text.slice(0, MOST_TEXT)}`.matchAll(INSIDE)].slice(0, 20).map(([, path = '']) => ({ path, by: place })),
    );
  return found.filter(({ path }, index) => found.findIndex((one) => one.path === path) === index).slice(0, MOST);
}
