import { endOfHead, looksLikeHttp, parseHead } from './http-message.ts';

/** How far a reply to a GET has come: `whole`; its head without a byte of the body that it announces; or in between. */
export type ReplyState = 'nothing' | 'whole' | 'head-only' | 'unclear' | 'not-http';

/** More than one packet of a body: less is no test of packets' sizes. */
const BIG_BODY = 1_400;

/**
 * A server may keep the connection open after its whole reply, whatever it was asked; only the reply itself tells
 * whether more was to come.
 */
export function replyState(bytes: Buffer): ReplyState {
  if (bytes.length === 0) return 'nothing';
  if (bytes.length >= 5 && !looksLikeHttp(bytes)) return 'not-http';
  const end = endOfHead(bytes);
  const head = end < 0 ? null : parseHead(bytes);
  if (head === null) return 'unclear';
  const body = bytes.length - end;
  if (head.status === 204 || head.status === 304 || head.status < 200) return 'whole';
  const length = /^\d{1,15}$/.test(head.headers['content-length'] ?? '')
    ? Number(head.headers['content-length'])
    : null;
  if (length !== null) {
    if (body >= length) return 'whole';
    return body === 0 && length > BIG_BODY ? 'head-only' : 'unclear';
  }
  if (/chunked/i.test(head.headers['transfer-encoding'] ?? '')) {
    return bytes.subarray(-5).toString('latin1') === '0\r\n\r\n' ? 'whole' : 'unclear';
  }
  return 'unclear';
}
