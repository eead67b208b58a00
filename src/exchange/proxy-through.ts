import { isIP } from 'node:net';
import { describeCertificate } from './certificate.ts';
import { readChain } from './chain-look.ts';
import { Deadline } from './deadline.ts';
import type { Dialler } from './dialler.ts';
import { roundMs } from './exchange-evidence.ts';
import { authority, endOfHead, looksLikeHttp, MAX_HEAD_BYTES, parseHead } from './http-message.ts';
import { openPipe, PIPE_GRACE_MS, type Pipe } from './pipe.ts';
import type { ProxyAddress } from './proxy-address.ts';
import { readUntil } from './read-until.ts';
import { type SocksRequest, saySocks } from './socks.ts';
import { tlsAttempt } from './tls-attempt.ts';
import type { TlsAttempt } from './tls-attempt-shape.ts';
import type { PrefaceResult } from './tls-preface.ts';

export interface ThroughParams {
  readonly proxy: ProxyAddress;
  readonly proxyIp: string;
  readonly endpoint: { readonly scheme: 'http' | 'https'; readonly host: string; readonly port: number };
  readonly limitMs?: number;
}

/** What came of going through the proxy. */
export interface Through {
  readonly outcome: string;
  readonly said: string;
  readonly status: number | null;
  readonly authenticate: string;
  readonly via: string;
  readonly ms: number | null;
  readonly tls: TlsAttempt | null;
  /** What a SOCKS proxy made of it; empty for other proxies, and where it said nothing. */
  readonly socks: '' | 'accepted' | 'denied' | 'log-in';
}

/** The name for SNI; null for an address. */
export function servernameOf(host: string): string | null {
  const name = host.replace(/\.$/, '');
  return isIP(name) === 0 ? name : null;
}

/** Who signed the certificate that was served; empty where none was. */
export function leafOf(tls: TlsAttempt): { issuer: string; fingerprint256: string } {
  const leaf = readChain(tls.flight.chain.slice(0, 1))[0];
  return { issuer: leaf ? describeCertificate(leaf).issuer : '', fingerprint256: leaf?.fingerprint256 ?? '' };
}

/** CONNECT and a handshake for https; the request in absolute form for http. */
export async function goThrough(dialler: Dialler, params: ThroughParams, signal?: AbortSignal): Promise<Through> {
  const { proxy, endpoint, limitMs = 8_000 } = params;
  if (endpoint.scheme === 'http') return plainThrough(dialler, params, signal);
  const began = performance.now();
  const tls = await tlsAttempt(dialler, {
    address: params.proxyIp,
    port: proxy.port,
    servername: servernameOf(endpoint.host),
    ca: null,
    limitMs,
    signal,
    preface: socksRequest(params) ?? {
      kind: 'connect',
      authority: authority(endpoint.host, endpoint.port, null),
      authorization: proxy.authorization,
    },
  });
  const head = tls.preface?.head ?? null;
  return {
    outcome: tls.outcome,
    said: tls.said,
    status: head?.status ?? null,
    authenticate: head?.headers['proxy-authenticate'] ?? '',
    via: head?.headers.via ?? '',
    ms: roundMs(performance.now() - began),
    tls,
    socks: proxy.scheme.startsWith('socks') ? socksWord(tls.preface) : '',
  };
}

function socksRequest({ proxy, endpoint }: ThroughParams): ({ kind: 'socks' } & SocksRequest) | null {
  if (!proxy.scheme.startsWith('socks')) return null;
  const version = proxy.scheme.startsWith('socks4') ? 4 : 5;
  return { kind: 'socks', version, host: endpoint.host, port: endpoint.port, authorization: proxy.authorization };
}

function socksWord(said: Pick<PrefaceResult, 'outcome' | 'logIn'> | null): Through['socks'] {
  if (said === null) return '';
  if (said.outcome === 'agreed') return 'accepted';
  if (said.outcome !== 'refused') return '';
  return said.logIn === true ? 'log-in' : 'denied';
}

/** What SOCKS makes of an endpoint that is spoken to in the clear. */
async function socksThrough(pipe: Pipe, request: SocksRequest, signal: AbortSignal): Promise<Omit<Through, 'ms'>> {
  const said = await saySocks(pipe, request, signal);
  pipe.destroy();
  const answered = said.outcome === 'agreed' ? 'done' : 'preface';
  const silent = pipe.failure?.kind ?? (said.outcome === 'silent' ? 'timeout' : 'closed');
  return {
    outcome: said.outcome === 'silent' || said.outcome === 'closed' ? silent : answered,
    said: said.said,
    status: null,
    authenticate: '',
    via: '',
    tls: null,
    socks: socksWord(said),
  };
}

async function plainThrough(dialler: Dialler, params: ThroughParams, signal?: AbortSignal): Promise<Through> {
  const { proxy, endpoint, limitMs = 8_000 } = params;
  const deadline = new Deadline(limitMs + PIPE_GRACE_MS, signal);
  const began = performance.now();
  const blank = { status: null, authenticate: '', via: '', ms: null, tls: null, socks: '' as const };
  try {
    const opened = await openPipe(dialler, 'tcp', params.proxyIp, proxy.port, deadline.signal);
    if (opened.pipe === null) return { ...blank, outcome: opened.failure.kind, said: opened.failure.said };
    opened.pipe.startClock(deadline, limitMs);
    const socks = socksRequest(params);
    if (socks !== null)
      return {
        ...(await socksThrough(opened.pipe, socks, deadline.signal)),
        ms: roundMs(performance.now() - began),
      };
    const name = authority(endpoint.host, endpoint.port, 80).replace(/[^\x21-\x7e]/g, '');
    const lines = [`HEAD http://${name}/ HTTP/1.1`, `Host: ${name}`, 'User-Agent: walkdown', 'Connection: close'];
    if (proxy.authorization !== null) lines.push(`Proxy-Authorization: ${proxy.authorization}`);
    const enough = (bytes: Buffer) => endOfHead(bytes) !== -1 || (bytes.length >= 5 && !looksLikeHttp(bytes));
    const reading = readUntil(opened.pipe, enough, { bytes: MAX_HEAD_BYTES, signal: deadline.signal });
    opened.pipe.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
    const { bytes } = await reading;
    opened.pipe.destroy();
    const head = parseHead(bytes);
    const failed = opened.pipe.failure?.kind ?? deadline.over ?? 'closed';
    return {
      outcome: head ? 'done' : bytes.length > 0 ? 'preface' : failed,
      said: opened.pipe.failure?.said ?? '',
      status: head?.status ?? null,
      authenticate: head?.headers['proxy-authenticate'] ?? '',
      via: head?.headers.via ?? '',
      ms: roundMs(performance.now() - began),
      tls: null,
      socks: '',
    };
  } finally {
    deadline.clear();
  }
}
