import type { Duplex } from 'node:stream';
import { plainText } from './exchange-evidence.ts';
import { type ReadBytes, readUntil } from './read-until.ts';

export interface SocksRequest {
  /** 4 (with names, 4a) or 5. */
  readonly version: 4 | 5;
  readonly host: string;
  readonly port: number;
  /** `Basic …` of the proxy's user and password; null without. Sent, never recorded. */
  readonly authorization: string | null;
}

export interface SocksAnswer {
  /** agreed: what follows goes to the host · refused: the proxy said no · silent · closed · garbled. */
  readonly outcome: 'agreed' | 'refused' | 'silent' | 'closed' | 'garbled';
  /** What was said instead, made harmless; empty when nothing was. */
  readonly said: string;
  /** It refused for want of a log-in that it takes. */
  readonly logIn: boolean;
}

/** RFC 1928, section 6. */
const REPLIES: Readonly<Record<number, string>> = {
  1: 'general failure',
  2: 'its rules do not allow it',
  3: 'network unreachable',
  4: 'host unreachable',
  5: 'connection refused',
  6: 'time to live expired',
  7: 'command not supported',
  8: 'kind of address not supported',
};
const MOST_BYTES = 600;

type Say = (bytes: Buffer, enough: (bytes: Buffer) => boolean) => Promise<ReadBytes>;

/** Asks a SOCKS proxy to connect: version 5 with its log-in (RFC 1928, 1929), or 4a. Never rejects. */
export function saySocks(stream: Duplex, request: SocksRequest, signal: AbortSignal): Promise<SocksAnswer> {
  const say: Say = (bytes, enough) => {
    const reading = readUntil(stream, enough, { bytes: MOST_BYTES, signal });
    stream.write(bytes);
    return reading;
  };
  return request.version === 4 ? version4(stream, request, say) : version5(stream, request, say);
}

async function version4(stream: Duplex, request: SocksRequest, say: Say): Promise<SocksAnswer> {
  const { bytes, because } = await say(connect4(request), (all) => all.length >= 8);
  if (bytes.length === 0) return none(because);
  if (bytes[0] !== 0 || bytes.length < 8) return garbled(bytes);
  return bytes[1] === 0x5a ? agreed(stream, bytes, 8) : refused(`SOCKS4 answers ${bytes[1]}`);
}

async function version5(stream: Duplex, request: SocksRequest, say: Say): Promise<SocksAnswer> {
  const login = request.authorization === null ? null : loginOf(request.authorization);
  const greeting = await say(Buffer.from(login ? [5, 2, 0, 2] : [5, 1, 0]), (all) => all.length >= 2);
  if (greeting.bytes.length === 0) return none(greeting.because);
  if (greeting.bytes[0] !== 5 || greeting.bytes.length < 2) return garbled(greeting.bytes);
  const method = greeting.bytes[1];
  if (method !== 0 && !(method === 2 && login)) return { ...refused('SOCKS: it wants a log-in'), logIn: true };
  if (method === 2 && login) {
    const { bytes, because } = await say(login, (all) => all.length >= 2);
    if (bytes.length === 0) return none(because);
    if (bytes[1] !== 0) return { ...refused('SOCKS: it does not take this user and password'), logIn: true };
  }
  const { bytes, because } = await say(connect5(request), (all) => all.length >= lengthOf5(all));
  if (bytes.length === 0) return none(because);
  if (bytes[0] !== 5 || bytes.length < 2) return garbled(bytes);
  if (bytes[1] !== 0) return refused(`SOCKS: ${REPLIES[bytes[1] ?? 1] ?? `reply ${bytes[1]}`}`);
  return agreed(stream, bytes, lengthOf5(bytes));
}

function none(because: ReadBytes['because']): SocksAnswer {
  return { outcome: because === 'over' ? 'silent' : 'closed', said: '', logIn: false };
}

function agreed(stream: Duplex, bytes: Buffer, length: number): SocksAnswer {
  const rest = bytes.subarray(length);
  if (rest.length > 0) stream.unshift(rest);
  return { outcome: 'agreed', said: '', logIn: false };
}

function refused(said: string): SocksAnswer {
  return { outcome: 'refused', said, logIn: false };
}

function garbled(bytes: Buffer): SocksAnswer {
  return { outcome: 'garbled', said: plainText(bytes.toString('latin1'), 80), logIn: false };
}

/** Length of a reply by the kind of address in it: IPv4, a name, IPv6. */
function lengthOf5(bytes: Buffer): number {
  if (bytes.length < 5 || bytes[1] !== 0) return bytes.length >= 2 && bytes[1] !== 0 ? 2 : 5;
  if (bytes[3] === 3) return 7 + (bytes[4] ?? 0);
  return bytes[3] === 4 ? 22 : 10;
}

function connect5({ host, port }: SocksRequest): Buffer {
  const name = Buffer.from(host, 'latin1').subarray(0, 255);
  return Buffer.concat([Buffer.from([5, 1, 0, 3, name.length]), name, Buffer.from([port >> 8, port & 255])]);
}

function connect4({ host, port }: SocksRequest): Buffer {
  const head = Buffer.from([4, 1, port >> 8, port & 255, 0, 0, 0, 1, 0]);
  return Buffer.concat([head, Buffer.from(host, 'latin1'), Buffer.from([0])]);
}

/** RFC 1929: version 1, user and password with their lengths. Null where they do not fit. */
function loginOf(authorization: string): Buffer | null {
  const pair = Buffer.from(authorization.replace(/^Basic /, ''), 'base64');
  const at = pair.indexOf(0x3a);
  if (at < 1) return null;
  const [user, password] = [pair.subarray(0, at), pair.subarray(at + 1)];
  if (user.length > 255 || password.length > 255) return null;
  return Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]);
}
