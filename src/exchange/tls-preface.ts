import type { Duplex } from 'node:stream';
import { plainText } from './exchange-evidence.ts';
import { endOfHead, type HttpHead, looksLikeHttp, MAX_HEAD_BYTES, parseHead } from './http-message.ts';
import { readUntil } from './read-until.ts';
import { type SocksRequest, saySocks } from './socks.ts';

/** What must be said before a TLS handshake may begin on a connection. */
export type Preface =
  | {
      readonly kind: 'connect';
      readonly authority: string /** Proxy-Authorization; sent, never recorded. */;
      readonly authorization: string | null;
    }
  | ({ readonly kind: 'socks' } & SocksRequest)
  | { readonly kind: 'postgres' }
  | { readonly kind: 'smtp' };

export interface PrefaceResult {
  /** agreed: TLS may begin · refused: the other side said no · silent · closed · garbled. */
  readonly outcome: 'agreed' | 'refused' | 'silent' | 'closed' | 'garbled';
  /** A proxy's reply to CONNECT. */
  readonly head: HttpHead | null;
  /** What was said instead, made harmless; empty when nothing was. */
  readonly said: string;
  /** It refused for want of a log-in that it takes. */
  readonly logIn?: boolean;
}

/** PostgreSQL's SSLRequest: length 8, code 80877103. The server answers S or N. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

function connectBytes(authority: string, authorization: string | null): Buffer {
  const safe = authority.replace(/[^\x21-\x7e]/g, '');
  const lines = [`CONNECT ${safe} HTTP/1.1`, `Host: ${safe}`, 'User-Agent: walkdown'];
  if (authorization !== null) lines.push(`Proxy-Authorization: ${authorization.replace(/[\r\n]/g, '')}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

/** The last line of an SMTP reply: three digits and no hyphen (RFC 5321, 4.2). */
const SMTP_END = /(?:^|\n)[2-5]\d\d(?: [^\n]*)?\r?\n$/;

/** SMTP up to STARTTLS (RFC 3207): the greeting, EHLO, STARTTLS, each answered with 2xx. */
async function saySmtp(stream: Duplex, signal: AbortSignal): Promise<PrefaceResult> {
  for (const word of ['', 'EHLO walkdown.invalid\r\n', 'STARTTLS\r\n']) {
    const whole = (bytes: Buffer) => SMTP_END.test(bytes.toString('latin1'));
    const reading = readUntil(stream, whole, { bytes: MAX_HEAD_BYTES, signal });
    if (word !== '') stream.write(word);
    const { bytes, because } = await reading;
    const said = plainText(bytes.toString('latin1'), 80);
    if (bytes.length === 0) return { outcome: because === 'over' ? 'silent' : 'closed', head: null, said };
    if (!/^\d{3}[ -]/.test(bytes.toString('latin1'))) return { outcome: 'garbled', head: null, said };
    if (bytes[0] !== 0x32) return { outcome: word.startsWith('STARTTLS') ? 'refused' : 'garbled', head: null, said };
    if (because !== 'enough') return { outcome: 'garbled', head: null, said };
  }
  return { outcome: 'agreed', head: null, said: '' };
}

/** Says the preface and reads the answer to it. Never rejects. */
export async function sayPreface(stream: Duplex, preface: Preface, signal: AbortSignal): Promise<PrefaceResult> {
  if (preface.kind === 'socks') return { head: null, ...(await saySocks(stream, preface, signal)) };
  if (preface.kind === 'smtp') return saySmtp(stream, signal);
  const isProxy = preface.kind === 'connect';
  const enough = isProxy
    ? (bytes: Buffer) => endOfHead(bytes) !== -1 || (bytes.length >= 5 && !looksLikeHttp(bytes))
    : (bytes: Buffer) => bytes.length >= 1;
  const reading = readUntil(stream, enough, { bytes: MAX_HEAD_BYTES, signal });
  stream.write(isProxy ? connectBytes(preface.authority, preface.authorization) : SSL_REQUEST);
  const { bytes, because } = await reading;
  if (bytes.length === 0) return { outcome: because === 'over' ? 'silent' : 'closed', head: null, said: '' };
  if (!isProxy) {
    if (bytes[0] === 0x53) return { outcome: 'agreed', head: null, said: '' };
    return {
      outcome: bytes[0] === 0x4e ? 'refused' : 'garbled',
      head: null,
      said: plainText(bytes.toString('latin1'), 80),
    };
  }
  const head = parseHead(bytes);
  if (head === null) return { outcome: 'garbled', head, said: plainText(bytes.toString('latin1'), 80) };
  if (head.status < 200 || head.status > 299)
    return { outcome: 'refused', head, said: `${head.status} ${head.reason}` };
  const rest = bytes.subarray(endOfHead(bytes));
  if (rest.length > 0) stream.unshift(rest);
  return { outcome: 'agreed', head, said: '' };
}
