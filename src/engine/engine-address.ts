import { EngineUnavailable } from './errors.ts';
import { oneLine } from './one-line.ts';

/** Certificates for a TLS connection to an engine, as PEM text. */
export interface TlsMaterial {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  /** False where the person's own configuration says not to check the engine's certificate. */
  readonly verify: boolean;
}

/** How bytes get to an engine. */
export type EngineTransport =
  | { readonly kind: 'unix'; readonly socketPath: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: TlsMaterial | null }
  | {
      readonly kind: 'ssh';
      readonly host: string;
      readonly user: string | null;
      readonly port: number | null;
      /** A socket at the far end other than the one its `docker` command would use. */
      readonly socketPath: string | null;
    };

/** The longest path a unix socket can have on Linux (sun_path is 108 bytes with its final zero). */
const MAX_SOCKET_PATH = 107;

const PUBLIC_TLS: TlsMaterial = { ca: null, cert: null, key: null, verify: true };

const EXAMPLES = 'give it as unix:///path, tcp://host:port or ssh://[user@]host';

/**
 * An engine's address as people write it (`--host`, DOCKER_HOST, a context's endpoint): unix://, npipe://, tcp://,
 * http(s)://, ssh://, or host:port alone, which means tcp. `tls` is what a tcp address is to be spoken with.
 *
 * @throws EngineUnavailable when it is none of these; the message names `source`.
 */
export function parseEngineAddress(address: string, source: string, tls: TlsMaterial | null): EngineTransport {
  const bad = (why: string): EngineUnavailable =>
    new EngineUnavailable(
      `${source} is not an engine's address (${why}): ${oneLine(withoutSecrets(address), 120)}; ${EXAMPLES}`,
    );
  const text = address.trim();
  if (text.length > 2_000) throw bad('too long');
  if (/[\p{Cc}\s]/u.test(text)) throw bad('it has a blank or a control character in it');
  const [, scheme = 'tcp', rest = text] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(text) ?? [];
  switch (scheme.toLowerCase()) {
    case 'unix':
      if (!rest.startsWith('/')) throw bad('the path of a socket must be absolute');
      if (Buffer.byteLength(rest) > MAX_SOCKET_PATH)
        throw bad(`the path of a socket has at most ${MAX_SOCKET_PATH} bytes`);
      return { kind: 'unix', socketPath: rest };
    case 'npipe':
      // Node opens a Windows named pipe by the same call as a unix socket.
      return { kind: 'unix', socketPath: rest };
    case 'tcp':
    case 'http':
    case 'https':
      return parseTcp(rest, tls ?? (scheme.toLowerCase() === 'https' ? PUBLIC_TLS : null), bad);
    case 'ssh':
      return parseSsh(text, bad);
    default:
      throw bad(`${oneLine(scheme, 20)}:// is not supported`);
  }
}

function parseTcp(rest: string, tls: TlsMaterial | null, bad: (why: string) => EngineUnavailable): EngineTransport {
  const [matched, host = '', port, path = ''] =
    /^(?:[^/@]*@)?(\[[0-9a-fA-F:.%]+\]|[A-Za-z0-9._-]*)(?::(\d{1,5}))?(\/.*)?$/.exec(rest) ?? [];
  if (matched === undefined) throw bad('no host and port can be made out');
  if (path.length > 1) throw bad('a path after the port is not supported');
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) throw bad('there is no such port');
  return {
    kind: 'tcp',
    host: unbracket(host) || '127.0.0.1',
    // Docker's own ports.
    port: port === undefined ? (tls === null ? 2375 : 2376) : Number(port),
    tls,
  };
}

function parseSsh(text: string, bad: (why: string) => EngineUnavailable): EngineTransport {
  const url = parseUrl(text);
  if (url === null || url.hostname === '') throw bad('no host can be made out');
  const host = unbracket(url.hostname);
  // Left as it is escaped: what must be escaped is refused below.
  const user = url.username;
  // These become words of ssh's command line: nothing that could be taken for an option or by a shell.
  if (!/^[A-Za-z0-9_][A-Za-z0-9._:%-]*$/.test(host)) throw bad('ssh cannot have such a host name');
  if (user !== '' && !/^[A-Za-z0-9_][A-Za-z0-9._@+\\-]*$/.test(user)) throw bad('ssh cannot have such a user name');
  if (url.password !== '') throw bad('ssh takes no password in an address; use a key or the agent');
  const path = url.pathname === '/' ? '' : url.pathname;
  if (path !== '' && !/^\/[A-Za-z0-9._/-]+$/.test(path)) throw bad('the far socket has an unusual path');
  return {
    kind: 'ssh',
    host,
    user: user === '' ? null : user,
    port: url.port === '' ? null : Number(url.port),
    socketPath: path === '' ? null : path,
  };
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function unbracket(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

/** An address for people and notes: user and password of anything but ssh left out, ssh's password left out. */
export function showTransport(transport: EngineTransport): string {
  switch (transport.kind) {
    case 'unix':
      return transport.socketPath.startsWith('/') && !transport.socketPath.startsWith('//')
        ? `unix://${transport.socketPath}`
        : `npipe://${transport.socketPath}`;
    case 'tcp':
      return `tcp://${bracket(transport.host)}:${transport.port}`;
    case 'ssh': {
      const user = transport.user === null ? '' : `${transport.user}@`;
      const port = transport.port === null ? '' : `:${transport.port}`;
      return `ssh://${user}${bracket(transport.host)}${port}${transport.socketPath ?? ''}`;
    }
  }
}

function bracket(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** An address as written, without what stands before an @ in it. */
export function withoutSecrets(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 0) return address;
  const start = address.indexOf('://');
  return `${start >= 0 && start < at ? address.slice(0, start + 3) : ''}…@${address.slice(at + 1)}`;
}
