/** Variables, options and settings that give a client its certificate or key. */
const NAMED =
  /client[_.-]?(?:tls[_.-]?)?(?:cert|crt|key|pem)|(?:m?tls|ssl)[_.-]?(?:client[_.-]?)?(?:cert|crt|key|pem)|key[_.-]?store|sslcert|sslkey/i;
/** Those that say whom to trust, or what a server shows of itself, are others. */
const OTHERS =
  /(?:^|[_.-])(?:ca|cas|root|roots|trust|truststore|bundle|server)(?:[_.-]|$)|cacert|rootcert|trust|SSL_CERT_(?:FILE|DIR)/i;
/** Files as secrets of a client are called. */
const FILE = /(?:client[^/]{0,40}\.(?:crt|pem|key|p12|pfx|jks)|\/tls\.(?:crt|key)|keystore[^/]{0,20})$/i;
const SETTING = /^\s*["']?([A-Za-z][\w.-]{2,60})["']?\s*[:=]\s*\S/;

export interface ClientCertificateInput {
  /** NAME=value. */
  readonly env: readonly string[];
  readonly args: readonly string[];
  /** Where mounts lie in the container. */
  readonly mounts: readonly string[];
  readonly configuration: readonly { readonly path: string; readonly text: string }[];
}

/**
 * Where a target's configuration names a client certificate, in words without values; empty when nowhere. It is a hint:
 * whether it is used, and good, only the program knows. Pure.
 */
export function clientCertificateHint({ env, args, mounts, configuration }: ClientCertificateInput): string {
  for (const entry of env.slice(0, 5000)) {
    const at = entry.indexOf('=');
    const name = entry.slice(0, Math.max(at, 0)).slice(0, 200);
    if (at > 0 && entry.length > at + 1 && isNamed(name)) return `variable ${name}`;
  }
  const option = args.slice(0, 500).find((word) => {
    const name = word.slice(0, 200).split('=')[0] ?? '';
    return name.startsWith('-') && isNamed(name);
  });
  if (option) return `option ${option.slice(0, 200).split('=')[0]}`;
  const mount = mounts.find((path) => FILE.test(path.slice(-300)));
  if (mount) return `mount ${mount.slice(0, 200)}`;
  for (const { path, text } of configuration) {
    for (const line of text.split('\n').slice(0, 5000)) {
      const name = SETTING.exec(line.slice(0, 300))?.[1];
      if (name && isNamed(name)) return `${name} in ${path}`;
    }
  }
  return '';
}

function isNamed(name: string): boolean {
  return NAMED.test(name) && !OTHERS.test(name);
}

/** A file that is named as a client's certificate. */
export interface ClientCertificateFile {
  readonly path: string;
  /** `variable TLS_CLIENT_CERT`, in words without values. */
  readonly by: string;
}

/** Keys and stores that a password opens are left alone. */
const NOT_A_CERTIFICATE = /key|\.(?:p12|pfx|jks)$/i;
const PATH = /^\/[\w./@+-]{1,300}$/;
const MOST_FILES = 3;

/** The files that variables, options, mounts and settings name as a client's certificate; keys are none of them. Pure. */
export function clientCertificateFiles({
  env,
  args,
  mounts,
  configuration,
}: ClientCertificateInput): ClientCertificateFile[] {
  const found: ClientCertificateFile[] = [];
  const take = (name: string, value: string, by: string): void => {
    const path = value.trim().replace(/^["']|["',;]+$/g, '');
    if (isNamed(name) && PATH.test(path) && !NOT_A_CERTIFICATE.test(name) && !NOT_A_CERTIFICATE.test(path))
      found.push({ path, by });
  };
  for (const entry of env.slice(0, 5000)) {
    const at = entry.indexOf('=');
    const name = entry.slice(0, Math.max(at, 0)).slice(0, 200);
    take(name, entry.slice(at + 1, at + 400), `variable ${name}`);
  }
  for (const [index, word] of args.slice(0, 500).entries()) {
    const [option = '', value = args[index + 1] ?? ''] = word.slice(0, 600).split('=', 2);
    if (option.startsWith('-')) take(option, value, `option ${option}`);
  }
  for (const path of mounts) if (FILE.test(path.slice(-300))) take('client_cert', path, `mount ${path.slice(0, 200)}`);
  for (const { path, text } of configuration)
    for (const line of text.split('\n').slice(0, 5000)) {
      const name = SETTING.exec(line.slice(0, 300))?.[1];
      if (name)
        take(name, line.slice(line.indexOf(name) + name.length, 600).replace(/^["'\s:=]+/, ''), `${name} in ${path}`);
    }
  return found.filter(({ path }, index) => found.findIndex((one) => one.path === path) === index).slice(0, MOST_FILES);
}
