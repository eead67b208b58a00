import type { Dialler } from './dialler.ts';
import { headRequests, webAttempt } from './web-attempt.ts';

/** A server that waits for the end of a line hears none in a TLS client's first words: it stays silent, and is there. */
const LIMIT_MS = 3_000;

/** The status line with which an endpoint that was silent to TLS answers plain HTTP; null when it does not. */
export async function plainHttpStatus(
  dialler: Dialler,
  place: { readonly host: string; readonly address: string; readonly port: number },
  signal?: AbortSignal,
): Promise<string | null> {
  const target = { ...place, tls: false };
  const web = await webAttempt(dialler, target, { requests: headRequests(target, 1), limitMs: LIMIT_MS, signal });
  const status = web.talks[0]?.head?.status;
  return web.outcome === 'replied' && status !== undefined ? `HTTP/1.1 ${status}` : null;
}
