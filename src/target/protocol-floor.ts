/** The lowest TLS version that the container's own programs take, and who says so. */
export interface ProtocolFloor {
  /** TLSv1.2, TLSv1.3. */
  readonly floor: string;
  /** `MinProtocol in /etc/ssl/openssl.cnf`, `--tls-min-v1.3 in NODE_OPTIONS`. */
  readonly from: string;
}

/** Where OpenSSL's builds of Debian and Alpine look when OPENSSL_CONF does not say. */
export const OPENSSL_CONFIGURATION = '/etc/ssl/openssl.cnf';
const VERSIONS = /^TLSv1\.[23]$/;
const MOST_LINES = 2_000;

/** `MinProtocol` of an OpenSSL configuration; null where it sets none, or where nothing leads there. Pure. */
export function floorOfOpenssl(path: string, text: string): ProtocolFloor | null {
  const lines = text
    .split('\n', MOST_LINES)
    .map((line) => (line.split('#')[0] ?? '').trim())
    .filter((line) => line !== '');
  const value = (key: RegExp) =>
    lines.map((line) => /^([\w.]{1,60})\s?=\s?(\S{1,60})/.exec(line)).find((one) => one && key.test(one[1] ?? ''))?.[2];
  // Settings for TLS count where `openssl_conf` leads to them.
  if (value(/^openssl_conf$/) === undefined) return null;
  const floor = value(/^(?:TLS\.)?MinProtocol$/) ?? '';
  return VERSIONS.test(floor) ? { floor, from: `MinProtocol in ${path}` } : null;
}

/** The floor that options of Node and Java set in variables; null where they set none. Pure. */
export function floorOfVariables(env: ReadonlyMap<string, string>, runtime: string): ProtocolFloor | null {
  if (runtime === 'node' && /(?:^|\s)--tls-min-v1\.3\b/.test(env.get('NODE_OPTIONS') ?? ''))
    return { floor: 'TLSv1.3', from: '--tls-min-v1.3 in NODE_OPTIONS' };
  const name = ['JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', 'JAVA_OPTS'].find((one) =>
    /-Djdk\.tls\.client\.protocols=TLSv1\.3(?:\s|$)/.test(env.get(one) ?? ''),
  );
  return runtime === 'java' && name ? { floor: 'TLSv1.3', from: `jdk.tls.client.protocols in ${name}` } : null;
}
