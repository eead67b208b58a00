import { plainText } from './exchange-evidence.ts';

/** The head of a reply, as far as it may be kept: no cookies, no locations, no tokens. */
export interface HttpHead {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  /** Kept headers, lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Everything else may hold somebody's secret or says nothing here. */
const KEPT = new Set([
  'date',
  'server',
  'via',
  'content-type',
  'content-length',
  'connection',
  'transfer-encoding',
  'x-cache',
  'age',
]);
/** Of these only the scheme and realm are of use; what follows may be a challenge. */
const CHALLENGES = new Set(['proxy-authenticate', 'www-authenticate']);
const MAX_HEADERS = 100;
const STATUS_LINE = /^HTTP\/(\d(?:\.\d)?) (\d{3})(?: (.{0,120}))?/;
const END_OF_HEAD = Buffer.from('\r\n\r\n');
/** More than any server sends before a body. */
export const MAX_HEAD_BYTES = 32 * 1024;

/** Where the head ends, or -1. */
export function endOfHead(bytes: Buffer): number {
  const at = bytes.indexOf(END_OF_HEAD);
  return at === -1 ? -1 : at + END_OF_HEAD.length;
}

/** Is this the beginning of an HTTP reply? */
export function looksLikeHttp(bytes: Buffer): boolean {
  return bytes.subarray(0, 5).toString('latin1') === 'HTTP/';
}

/** Reads a reply's head; null when it is none. */
export function parseHead(bytes: Buffer): HttpHead | null {
  const [first = '', ...rest] = bytes.subarray(0, MAX_HEAD_BYTES).toString('latin1').split('\r\n');
  const status = STATUS_LINE.exec(first);
  if (status === null) return null;
  const headers: Record<string, string> = {};
  for (const line of rest.slice(0, MAX_HEADERS)) {
    if (line === '') break;
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).toLowerCase();
    const value = plainText(line.slice(colon + 1).trim(), 200);
    if (KEPT.has(name)) headers[name] ??= value;
    else if (CHALLENGES.has(name)) headers[name] = challenge(headers[name], value);
  }
  return { version: status[1] ?? '', status: Number(status[2]), reason: plainText(status[3] ?? '', 120), headers };
}

/** `Basic realm="x"`, without nonces and tokens; several headers joined. */
function challenge(before: string | undefined, value: string): string {
  const scheme = /^[A-Za-z]{1,20}/.exec(value)?.[0] ?? '';
  const realm = /realm="([^"]{0,80})"/.exec(value)?.[1];
  const one = realm === undefined ? scheme : `${scheme} realm="${realm}"`;
  return before === undefined ? one : `${before}, ${one}`.slice(0, 200);
}

/** A host as it stands in a Host header or a CONNECT line. */
export function authority(host: string, port: number, usual: number | null): string {
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host.replace(/\.$/, '');
  return port === usual ? name : `${name}:${port}`;
}

/** A request without a body and without anything secret. */
export function requestBytes(options: {
  method: 'HEAD' | 'GET';
  path: string;
  authority: string;
  close: boolean;
}): Buffer {
  const lines = [
    `${options.method} ${/^\/[\x21-\x7e]{0,500}$/.test(options.path) ? options.path : '/'} HTTP/1.1`,
    `Host: ${options.authority.replace(/[^\x21-\x7e]/g, '')}`,
    'User-Agent: walkdown',
    'Accept: */*',
    `Connection: ${options.close ? 'close' : 'keep-alive'}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}
