import type { Evidence } from '../session/evidence.ts';
import type { Dialler } from './dialler.ts';
import { exchangeEvidence, handLine, type Spoken, word } from './exchange-evidence.ts';
import { authority } from './http-message.ts';
import { talkData } from './http-talk.ts';
import { pipeCost } from './pipe-cost.ts';
import { headRequests, type WebTarget, webAttempt } from './web-attempt.ts';

export interface HttpParams extends WebTarget {
  /** Path of the HEAD requests; `/` where left out. Never with a query. */
  readonly path?: string;
  /** A path that the service itself asks for: HEAD requests for it follow, on a connection of their own. */
  readonly alsoPath?: string;
  /** Requests on one connection, so that the server's own time shows apart from the connection's; 3, at most 10. */
  readonly requests?: number;
  /** Milliseconds for all of it; 15000. */
  readonly limitMs?: number;
  /** Milliseconds that the look-up took, from the step that measured it; null where none did. */
  readonly dnsMs?: number | null;
}

/**
 * Where a request's time goes: connecting and shaking hands, then the server itself, several HEAD requests on one
 * connection. What making the pipe costs is given beside the times, not taken off.
 */
export function measureHttp(dialler: Dialler, params: HttpParams, signal?: AbortSignal): Promise<Evidence> {
  const { host, address, port, tls } = params;
  const url = `${tls ? 'https' : 'http'}://${authority(host, port, tls ? 443 : 80)}${params.path ?? '/'}`;
  const format =
    'dns %{time_namelookup} connect %{time_connect} tls %{time_appconnect} first %{time_starttransfer} total %{time_total} status %{http_code}\\n';
  const tool = `curl -sk -o /dev/null -I -w '${format}' --resolve ${word(`${host}:${port}:${address}`)} ${word(url)}`;
  const about = {
    what: `HTTP requests to ${host}:${port} at ${address}`,
    byHand: handLine(dialler, 'tcp', address, port, tool),
  };
  return exchangeEvidence(dialler, about, () => converse(dialler, params, signal));
}

async function converse(dialler: Dialler, params: HttpParams, signal?: AbortSignal): Promise<Spoken> {
  const { host, address, port, tls, limitMs = 15_000 } = params;
  const costMs = await pipeCost(dialler);
  const requests = headRequests(params, Math.min(Math.max(params.requests ?? 3, 1), 10), params.path);
  const attempt = await webAttempt(dialler, params, { requests, limitMs, signal });
  const { outcome, said, talks } = attempt;
  const handshakeMs = attempt.tls?.handshakeMs ?? null;
  const lines = [`${url(params)} at ${address}: ${outcome}${said ? `: ${said}` : ''}`];
  if (params.dnsMs != null) lines.push(`look-up: ${params.dnsMs} ms`);
  lines.push(
    `pipe: about ${costMs ?? '?'} ms, first byte: ${attempt.firstByteMs ?? '-'} ms, handshake complete: ${handshakeMs ?? '-'} ms`,
  );
  const quick = outcome === 'replied' && talks.every(({ firstByteMs }) => (firstByteMs ?? limitMs) < QUICK_MS);
  const own = quick && params.alsoPath ? await onPath(dialler, params, params.alsoPath, signal) : null;
  for (const [index, talk] of talks.entries()) {
    lines.push(
      `request ${index + 1}: ${talk.outcome} ${talk.head?.status ?? ''}, first byte after ${talk.firstByteMs ?? '-'} ms`,
    );
  }
  for (const talk of own?.talks ?? [])
    lines.push(
      `${own?.path}: ${talk.outcome} ${talk.head?.status ?? ''}, first byte after ${talk.firstByteMs ?? '-'} ms`,
    );
  return {
    data: {
      conversation: 'http-latency',
      host,
      address,
      port,
      tls,
      outcome,
      said,
      dnsMs: params.dnsMs ?? null,
      pipeCostMs: costMs,
      connectMs: attempt.connectMs,
      firstByteMs: attempt.firstByteMs,
      handshakeMs,
      totalMs: attempt.totalMs,
      talks: talks.map(talkData),
      ...(own ? { own: { path: own.path, talks: own.talks.map(talkData) } } : {}),
    },
    lines,
    timedOut: outcome === 'timeout' || outcome === 'silent',
    toolTrouble: outcome === 'tool' ? { kind: 'tool', said } : null,
  };
}

/** So long one request for the service's own path may take: two of them have to end within the step. */
const PATH_LIMIT_MS = 10_000;
/** A server that is slow at its root needs no second look. */
const QUICK_MS = 1_500;

/** Two requests for the path that the service itself asks for: a server may be quick at its root alone. */
async function onPath(dialler: Dialler, params: HttpParams, path: string, signal?: AbortSignal) {
  const requests = headRequests(params, 2, path);
  const attempt = await webAttempt(dialler, params, { requests, limitMs: PATH_LIMIT_MS, signal });
  return { path, talks: attempt.talks };
}

function url({ host, port, tls }: HttpParams): string {
  return `${tls ? 'https' : 'http'}://${authority(host, port, tls ? 443 : 80)}`;
}
