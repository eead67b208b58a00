/** A proxy as a variable names it. */
export interface ProxyAddress {
  /** http, https (TLS to the proxy itself), socks5, … */
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  /** `Basic …` of the value's user and password; null without. Secret: for the connection, never for evidence. */
  readonly authorization: string | null;
}

const USUAL_PORTS: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  socks: 1080,
  socks4: 1080,
  socks4a: 1080,
  socks5: 1080,
  socks5h: 1080,
};

/** Takes a proxy variable's value apart: `[scheme://][user:password@]host[:port][/…]`. Null when it names no host. */
export function parseProxy(value: string): ProxyAddress | null {
  const text = value.trim();
  if (text === '' || text.length > 2_000) return null;
  const marked = text.indexOf('://');
  const scheme = marked === -1 ? 'http' : text.slice(0, marked).toLowerCase();
  const rest = (marked === -1 ? text : text.slice(marked + 3)).split(/[/?#]/)[0] ?? '';
  const at = rest.lastIndexOf('@');
  const place = /^(?:\[([0-9a-fA-F:.]{2,45})\]|([^:@\s]{1,253}))(?::(\d{1,5}))?$/.exec(rest.slice(at + 1));
  const host = place?.[1] ?? place?.[2];
  if (!place || host === undefined || !/^[a-z][a-z0-9+.-]{0,20}$/.test(scheme)) return null;
  const port = place[3] === undefined ? (USUAL_PORTS[scheme] ?? 80) : Number(place[3]);
  if (port < 1 || port > 65_535) return null;
  let authorization: string | null = null;
  if (at > 0) {
    const [user = '', password = ''] = splitOnce(rest.slice(0, at), ':').map(decoded);
    authorization = `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
  }
  return { scheme, host, port, authorization };
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
