import type { Evidence, Json } from '../session/evidence.ts';
import { type Bundle, lookAtChain } from './chain-look.ts';
import { Deadline } from './deadline.ts';
import type { Dialler } from './dialler.ts';
import { exchangeEvidence, handLine, type Spoken, word } from './exchange-evidence.ts';
import { authority } from './http-message.ts';
import type { ProxyAddress } from './proxy-address.ts';
import type { ProxyDecision } from './proxy-rules.ts';
import { goThrough, leafOf, servernameOf, type Through } from './proxy-through.ts';
import { tlsAttempt } from './tls-attempt.ts';
import type { TlsAttempt } from './tls-attempt-shape.ts';
import { nodeTrustStore, trustStore } from './trust-store.ts';

export interface ProxyParams {
  readonly proxy: ProxyAddress;
  /** The proxy's address; null when its name could not be resolved. */
  readonly proxyIp: string | null;
  /** What is to be reached through it. */
  readonly endpoint: { readonly scheme: 'http' | 'https'; readonly host: string; readonly port: number };
  /** An address of the endpoint itself, to compare with going direct; null: not compared. */
  readonly directIp: string | null;
  /** What the known clients would do, from `decideAll`; stored without secrets. */
  readonly decisions: readonly ProxyDecision[];
  readonly target: { readonly from: string; readonly pem: string } | null;
  readonly reference: { readonly from: string; readonly pem: string } | null;
  readonly now: Date;
  /** Milliseconds for each way; 8000. */
  readonly limitMs?: number;
  /** Milliseconds for all of it; 14000. */
  readonly budgetMs?: number;
}

/**
 * An endpoint through the proxy that the environment names: is the proxy there, does it let this pass, and who signed
 * the certificate that comes through, compared with going direct. The variables' user and password are sent to their
 * proxy and recorded nowhere.
 */
export function tryProxy(dialler: Dialler, params: ProxyParams, signal?: AbortSignal): Promise<Evidence> {
  const { proxy, endpoint } = params;
  const url = `${endpoint.scheme}://${authority(endpoint.host, endpoint.port, endpoint.scheme === 'https' ? 443 : 80)}/`;
  const tool = `curl -svk -o /dev/null -x ${word(`${proxy.scheme}://${authority(proxy.host, proxy.port, null)}`)} ${word(url)}`;
  const address = params.proxyIp ?? proxy.host;
  const about = {
    what: `${endpoint.host}:${endpoint.port} through the proxy ${proxy.host}:${proxy.port}`,
    byHand: handLine(dialler, 'tcp', address, proxy.port, tool),
  };
  return exchangeEvidence(dialler, about, async () => {
    const deadline = new Deadline(params.budgetMs ?? 14_000, signal);
    try {
      return await converse(dialler, params, deadline.signal);
    } finally {
      deadline.clear();
    }
  });
}

async function converse(dialler: Dialler, params: ProxyParams, signal?: AbortSignal): Promise<Spoken> {
  const { proxy, proxyIp, endpoint } = params;
  const data: { [key: string]: Json } = {
    conversation: 'proxy',
    host: endpoint.host,
    port: endpoint.port,
    scheme: endpoint.scheme,
    proxy: `${proxy.host}:${proxy.port}`,
    proxyScheme: proxy.scheme,
    authenticated: proxy.authorization !== null,
    resolved: proxyIp !== null,
    proxyIp,
    decisions: params.decisions.map(({ client, via, variable, because }) => ({ client, via, variable, because })),
  };
  const lines = [
    `; proxy ${proxy.scheme}://${proxy.host}:${proxy.port} for ${endpoint.scheme}://${endpoint.host}:${endpoint.port}`,
  ];
  for (const { client, via, because } of params.decisions) lines.push(`${client}: ${via} (${because})`);
  if (proxyIp === null) {
    lines.push(`the proxy's name ${proxy.host} does not resolve here`);
    return { data, lines, timedOut: false, toolTrouble: null };
  }
  const goingDirect = params.directIp === null ? null : goDirect(dialler, params, params.directIp, signal);
  const tls = proxy.scheme === 'https' ? await tlsToProxy(dialler, params, proxyIp, signal) : null;
  if (tls !== null) {
    data.proxyTls = tls.outcome;
    lines.push(`TLS to the proxy itself, as its scheme says: ${tls.outcome}${tls.banner ? `: ${tls.banner}` : ''}`);
  }
  // Through a proxy whose own TLS stands, nothing further is tried: TLS within TLS is not spoken here.
  const through = tls?.outcome === 'done' ? null : await goThrough(dialler, { ...params, proxyIp }, signal);
  if (through) {
    data.through = throughData(through, params);
    lines.push(...throughLines(through, params));
  }
  const direct = await goingDirect;
  if (direct) {
    data.direct = { outcome: direct.outcome, said: direct.said, ...leafOf(direct) };
    lines.push(`direct to ${params.directIp}: ${direct.outcome}${leafIssuer(direct)}`);
  }
  const trouble = through?.outcome === 'tool' ? through : tls?.outcome === 'tool' ? tls : null;
  return {
    data,
    lines,
    timedOut: through?.outcome === 'timeout',
    toolTrouble: trouble ? { kind: 'tool', said: trouble.said } : null,
  };
}

function tlsToProxy(dialler: Dialler, params: ProxyParams, address: string, signal?: AbortSignal): Promise<TlsAttempt> {
  const { host, port } = params.proxy;
  const { limitMs = 6_000 } = params;
  return tlsAttempt(dialler, { address, port, servername: servernameOf(host), ca: null, limitMs, signal });
}

function goDirect(
  dialler: Dialler,
  params: ProxyParams,
  address: string,
  signal?: AbortSignal,
): Promise<TlsAttempt> | null {
  const { endpoint, limitMs = 6_000 } = params;
  if (endpoint.scheme !== 'https') return null;
  return tlsAttempt(dialler, {
    address,
    port: endpoint.port,
    servername: servernameOf(endpoint.host),
    ca: null,
    limitMs,
    signal,
  });
}

function leafIssuer(tls: TlsAttempt): string {
  const { issuer } = leafOf(tls);
  return issuer === '' ? '' : `, certificate by ${issuer}`;
}

function throughData(through: Through, params: ProxyParams): { [key: string]: Json } {
  const { tls, outcome, said, status, authenticate, via, ms } = through;
  const bundles: Bundle[] = [];
  if (params.target) bundles.push({ label: 'target', from: params.target.from, store: trustStore(params.target.pem) });
  const store = params.reference ? trustStore(params.reference.pem) : nodeTrustStore();
  bundles.push({ label: 'reference', from: params.reference?.from ?? "Node's own roots", store });
  const chain = tls?.flight.chain ?? [];
  const look = chain.length > 0 ? lookAtChain(chain, { host: params.endpoint.host, bundles, now: params.now }) : {};
  return {
    outcome,
    said,
    status,
    authenticate,
    via,
    ms,
    socks: through.socks,
    agreed: tls ? tls.preface?.outcome === 'agreed' : through.socks === 'accepted' || (status !== null && status < 400),
    ...(tls ? leafOf(tls) : { issuer: '', fingerprint256: '' }),
    look,
  };
}

function throughLines(through: Through, params: ProxyParams): string[] {
  const { endpoint } = params;
  const verb =
    endpoint.scheme === 'https' ? `CONNECT ${endpoint.host}:${endpoint.port}` : `HEAD http://${endpoint.host}/`;
  const authorization = params.proxy.authorization === null ? '' : ' (with the Proxy-Authorization of the variable)';
  const lines = [
    `${verb}${authorization}: ${through.status ?? ''} ${through.outcome}${through.said ? `: ${through.said}` : ''}`,
  ];
  if (through.authenticate) lines.push(`Proxy-Authenticate: ${through.authenticate}`);
  if (through.tls?.outcome === 'done') lines.push(`TLS through it: done${leafIssuer(through.tls)}`);
  return lines;
}
