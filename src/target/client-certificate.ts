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
