import type { Evidence, Json } from '../session/evidence.ts';
import type { Dialler } from './dialler.ts';
import { exchangeEvidence, handLine, type Spoken, word } from './exchange-evidence.ts';
import { authority } from './http-message.ts';
import type { HttpTalk } from './http-talk.ts';
import { headRequests, type WebTarget, webAttempt } from './web-attempt.ts';

export interface ClockParams {
  /** Servers to ask for their Date; best of unrelated operators. At most 5 are asked. */
  readonly servers: readonly WebTarget[];
  /** The engine's clock minus ours, in milliseconds; null when it is not known. */
  readonly engineSkewMs: number | null;
  readonly limitMs?: number;
}

/** A Date header has whole seconds, cut off: on the average half a second has passed of it. */
const HALF_SECOND_MS = 500;

/**
 * The clocks of several servers, by the Date of a HEAD reply, beside ours and the engine's. A container has its engine's
 * clock; ours is only the yardstick that both are read with.
 */
export function compareClocks(dialler: Dialler, params: ClockParams, signal?: AbortSignal): Promise<Evidence> {
  const first = params.servers[0];
  const url = first
    ? `${first.tls ? 'https' : 'http'}://${authority(first.host, first.port, first.tls ? 443 : 80)}/`
    : '';
  const tool = `sh -c 'date -u; curl -skI ${word(url)} | grep -i ^date:'`;
  const byHand = first ? handLine(dialler, 'tcp', first.address, first.port, tool) : 'date -u';
  return exchangeEvidence(dialler, { what: 'clocks of servers and engine', byHand }, () =>
    converse(dialler, params, signal),
  );
}

/** The server's clock minus ours in milliseconds; null without a Date that can be read. */
function serverSkew(talk: HttpTalk | undefined): number | null {
  if (!talk?.head || talk.repliedAt === null) return null;
  const date = Date.parse(talk.head.headers.date ?? '');
  return Number.isNaN(date) ? null : Math.round(date + HALF_SECOND_MS - (talk.sentAt + talk.repliedAt) / 2);
}

async function converse(dialler: Dialler, params: ClockParams, signal?: AbortSignal): Promise<Spoken> {
  const { servers, engineSkewMs, limitMs = 5_000 } = params;
  const asked = await Promise.all(
    servers.slice(0, 5).map(async (server) => {
      const attempt = await webAttempt(dialler, server, { requests: headRequests(server, 1), limitMs, signal });
      const talk = attempt.talks[0];
      return { server, attempt, date: talk?.head?.headers.date ?? '', skewMs: serverSkew(talk) };
    }),
  );
  const lines = [
    `here: ${new Date().toISOString()}; the engine: ${engineSkewMs === null ? 'not known' : `${engineSkewMs} ms ahead of it`}`,
  ];
  const data: Json[] = asked.map(({ server, attempt, date, skewMs }) => {
    lines.push(
      `${server.host}:${server.port}: ${attempt.outcome} ${date}${skewMs === null ? '' : ` (${skewMs} ms ahead of us)`}`,
    );
    return { host: server.host, address: server.address, port: server.port, outcome: attempt.outcome, date, skewMs };
  });
  const broken = asked.find(({ attempt }) => attempt.outcome === 'tool');
  const allBroken = asked.length > 0 && asked.every(({ attempt }) => attempt.outcome === 'tool');
  return {
    data: { conversation: 'clock', engineSkewMs, servers: data },
    lines,
    timedOut: false,
    toolTrouble: allBroken && broken ? { kind: 'tool', said: broken.attempt.said } : null,
  };
}
