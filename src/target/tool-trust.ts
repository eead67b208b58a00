/** A setting of one tool that names the file of roots which that tool then trusts alone. */
export interface ToolTrust {
  /** `cert in /etc/pip.conf`, `GIT_SSL_CAINFO`. */
  readonly by: string;
  readonly path: string;
}

/** Variables of git, pip, npm, cargo, Perl and PHP's composer; curl's and requests' have rules of their own. */
const VARIABLES = [
  'PIP_CERT',
  'GIT_SSL_CAINFO',
  'NPM_CONFIG_CAFILE',
  'npm_config_cafile',
  'CARGO_HTTP_CAINFO',
  'PERL_LWP_SSL_CA_FILE',
  'COMPOSER_CAFILE',
  'BUNDLE_SSL_CA_CERT',
];

/** The tools' configuration files, for all users and for the one who runs the service, and the key that names a file. */
const FILES: readonly { readonly paths: readonly string[]; readonly key: RegExp }[] = [
  { paths: ['/etc/pip.conf', '~/.config/pip/pip.conf', '~/.pip/pip.conf'], key: /^(cert)$/ },
  { paths: ['/etc/gitconfig', '~/.gitconfig'], key: /^(sslcainfo)$/i },
  { paths: ['/usr/local/etc/npmrc', '/usr/etc/npmrc', '/etc/npmrc', '~/.npmrc'], key: /^(cafile)$/ },
  { paths: ['/etc/curlrc', '~/.curlrc'], key: /^(?:--)?(cacert)$/ },
  { paths: ['/etc/wgetrc', '~/.wgetrc'], key: /^(ca_certificate)$/ },
];
const FILE = /^\/[\w./@+-]{1,300}$/;
const MOST_LINES = 1_000;

/** The files that may hold such settings; `home` is that of the service's user. */
export function toolTrustFiles(home: string): { path: string; key: RegExp }[] {
  return FILES.flatMap(({ paths, key }) => paths.map((path) => ({ path: path.replace('~', home), key })));
}

/** What variables of tools name. Pure. */
export function toolTrustOfVariables(env: ReadonlyMap<string, string>): ToolTrust[] {
  return VARIABLES.flatMap((by) => {
    const path = env.get(by) ?? '';
    return FILE.test(path) ? [{ by, path }] : [];
  });
}

/** What a tool's configuration file names: `cert = FILE`, `cacert FILE`, with or without quotes. Pure. */
export function toolTrustOfFile(place: string, key: RegExp, text: string): ToolTrust[] {
  return text.split('\n', MOST_LINES).flatMap((line) => {
    const [, name = '', value = ''] = /^\s{0,40}([\w-]{1,40})[\s=:]{1,10}["']?([^\s"']{1,300})/.exec(line) ?? [];
    const known = key.exec(name)?.[1];
    return known && FILE.test(value) ? [{ by: `${name} in ${place}`, path: value }] : [];
  });
}
