import type { Duplex } from 'node:stream';
import type { Json } from '../session/evidence.ts';
import { roundMs } from './exchange-evidence.ts';
import { endOfHead, type HttpHead, looksLikeHttp, MAX_HEAD_BYTES, parseHead, requestBytes } from './http-message.ts';
import { readUntil } from './read-until.ts';

/** One request's fate on a stream that stands. */
export interface HttpTalk {
  /** replied · not-http: other bytes came · silent: none in time · closed: the stream ended without any. */
  readonly outcome: 'replied' | 'not-http' | 'silent' | 'closed';
  readonly head: HttpHead | null;
  /** Milliseconds from the request's write to the first byte of the reply. */
  readonly firstByteMs: number | null;
  readonly totalMs: number;
  /** Body bytes that came, at most what was asked for. */
  readonly bodyBytes: number;
  /** The body's beginning, for looking at; never stored. */
  readonly body: string;
  /** Wall clock milliseconds at the write and at the first byte, for comparing clocks. */
  readonly sentAt: number;
  readonly repliedAt: number | null;
}

export interface HttpAsk {
  readonly method: 'HEAD' | 'GET';
  readonly path: string;
  readonly authority: string;
  readonly close: boolean;
  /** Bytes of body to read, at most. 0 for HEAD. */
  readonly bodyBytes: number;
}

function bodyWanted(head: HttpHead | null, ask: HttpAsk): number {
  if (ask.method === 'HEAD' || head === null) return 0;
  const length = Number(head.headers['content-length']);
  return Number.isInteger(length) && length >= 0 ? Math.min(length, ask.bodyBytes) : ask.bodyBytes;
}

/** Sends one request and reads its reply, bounded in bytes and by the signal. Never rejects. */
export async function talkHttp(stream: Duplex, ask: HttpAsk, signal: AbortSignal): Promise<HttpTalk> {
  const began = performance.now();
  const sentAt = Date.now();
  const enough = (bytes: Buffer): boolean => {
    if (bytes.length >= 5 && !looksLikeHttp(bytes)) return true;
    const end = endOfHead(bytes);
    return end !== -1 && bytes.length >= end + bodyWanted(parseHead(bytes), ask);
  };
  const reading = readUntil(stream, enough, { bytes: MAX_HEAD_BYTES + ask.bodyBytes, signal });
  if (!stream.destroyed && stream.writable) stream.write(requestBytes(ask));
  const { bytes, because, firstByteAt } = await reading;
  const end = endOfHead(bytes);
  const head = parseHead(bytes);
  const body = end === -1 ? Buffer.alloc(0) : bytes.subarray(end);
  const silent = because === 'over' ? 'silent' : 'closed';
  return {
    outcome: head !== null ? 'replied' : bytes.length > 0 ? 'not-http' : silent,
    head,
    firstByteMs: firstByteAt === null ? null : roundMs(firstByteAt - began),
    totalMs: roundMs(performance.now() - began),
    bodyBytes: body.length,
    body: body.toString('latin1'),
    sentAt,
    repliedAt: firstByteAt === null ? null : sentAt + (firstByteAt - began),
  };
}

/** As it is stored in evidence. */
export function talkData(talk: HttpTalk): { [key: string]: Json } {
  return {
    outcome: talk.outcome,
    status: talk.head?.status ?? null,
    reason: talk.head?.reason ?? '',
    headers: { ...(talk.head?.headers ?? {}) },
    firstByteMs: talk.firstByteMs,
    totalMs: talk.totalMs,
    bodyBytes: talk.bodyBytes,
    sentAt: talk.sentAt,
    repliedAt: talk.repliedAt,
  };
}
