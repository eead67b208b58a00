import { isIP } from 'node:net';
import { Deadline } from './deadline.ts';
import type { Dialler } from './dialler.ts';
import { roundMs } from './exchange-evidence.ts';
import type { FailureKind } from './failure.ts';
import { authority } from './http-message.ts';
import { type HttpAsk, type HttpTalk, talkHttp } from './http-talk.ts';
import { openPipe, PIPE_GRACE_MS } from './pipe.ts';
import { tlsAttempt } from './tls-attempt.ts';
import type { TlsAttempt } from './tls-attempt-shape.ts';

export interface WebTarget {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
}

export interface WebAttempt {
  /** replied: HTTP came back · else what the connection, TLS or the other side did instead. */
  readonly outcome: 'replied' | 'silent' | 'not-http' | Exclude<TlsAttempt['outcome'], 'done'> | FailureKind;
  readonly said: string;
  readonly talks: readonly HttpTalk[];
  /** Null without TLS. */
  readonly tls: TlsAttempt | null;
  /** Milliseconds since the pipe was asked for. */
  readonly connectMs: number | null;
  readonly firstByteMs: number | null;
  readonly totalMs: number;
}

/** HEAD requests for an address, `count` of them on one connection. */
export function headRequests(target: WebTarget, count: number, path = '/'): HttpAsk[] {
  const name = authority(target.host, target.port, target.tls ? 443 : 80);
  return Array.from({ length: count }, (_, index) => ({
    method: 'HEAD',
    path,
    authority: name,
    close: index === count - 1,
    bodyBytes: 0,
  }));
}

/** Connects, shakes hands where it is TLS, and makes requests: one connection, always ending by `limitMs`. */
export async function webAttempt(
  dialler: Dialler,
  target: WebTarget,
  options: { readonly requests: readonly HttpAsk[]; readonly limitMs: number; readonly signal?: AbortSignal },
): Promise<WebAttempt> {
  const began = performance.now();
  const since = () => roundMs(performance.now() - began);
  const { address, port } = target;
  const { requests, limitMs, signal } = options;
  if (target.tls) {
    const name = target.host.replace(/\.$/, '');
    const servername = isIP(name) === 0 ? name : null;
    const tls = await tlsAttempt(dialler, {
      address,
      port,
      servername,
      ca: null,
      limitMs,
      signal,
      after: { requests },
    });
    const { talks, connectMs, firstByteMs, said } = tls;
    const outcome = tls.outcome === 'done' ? outcomeOf(talks) : tls.outcome;
    return { outcome, said, talks, tls, connectMs, firstByteMs, totalMs: since() };
  }
  const deadline = new Deadline(limitMs + PIPE_GRACE_MS, signal);
  try {
    const opened = await openPipe(dialler, 'tcp', address, port, deadline.signal);
    if (opened.pipe === null) {
      const { kind, said } = opened.failure;
      return { outcome: kind, said, talks: [], tls: null, connectMs: null, firstByteMs: null, totalMs: since() };
    }
    const { pipe } = opened;
    pipe.startClock(deadline, limitMs);
    const talks: HttpTalk[] = [];
    for (const request of requests) {
      const talk = await talkHttp(pipe, request, deadline.signal);
      talks.push(talk);
      if (talk.outcome !== 'replied' || request.close || talk.head?.headers.connection?.toLowerCase() === 'close')
        break;
    }
    pipe.destroy();
    const at = (moment: number | null) => (moment === null ? null : roundMs(moment - pipe.startedAt));
    const failed = pipe.failure?.kind ?? (deadline.over === 'cancelled' ? 'cancelled' : null);
    const outcome = talks[0]?.outcome === 'replied' ? 'replied' : (failed ?? outcomeOf(talks));
    const said = pipe.failure?.said ?? '';
    return {
      outcome,
      said,
      talks,
      tls: null,
      connectMs: at(pipe.connectedAt),
      firstByteMs: at(pipe.firstByteAt),
      totalMs: since(),
    };
  } finally {
    deadline.clear();
  }
}

function outcomeOf(talks: readonly HttpTalk[]): 'replied' | 'silent' | 'not-http' | 'closed' {
  return talks[0]?.outcome ?? 'closed';
}
