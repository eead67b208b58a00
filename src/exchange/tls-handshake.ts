import { isIP } from 'node:net';
import type { Evidence, Json } from '../session/evidence.ts';
import { describeCertificate, matchesHost } from './certificate.ts';
import { type Bundle, lookAtChain, readChain } from './chain-look.ts';
import { Deadline } from './deadline.ts';
import type { Dialler } from './dialler.ts';
import { exchangeEvidence, handLine, type Spoken, word } from './exchange-evidence.ts';
import { authority } from './http-message.ts';
import { type HttpAsk, talkData } from './http-talk.ts';
import { pipeCost } from './pipe-cost.ts';
import { plainHttpStatus } from './plain-http.ts';
import { tlsAttempt } from './tls-attempt.ts';
import type { TlsAttempt, TlsAttemptOptions } from './tls-attempt-shape.ts';
import type { Preface } from './tls-preface.ts';
import { tlsTranscript } from './tls-transcript.ts';
import { nodeTrustStore, trustStore } from './trust-store.ts';

export interface TlsParams {
  /** As the service uses it: the name for SNI and for the certificate; may be an address. */
  readonly host: string;
  readonly address: string;
  readonly port: number;
  /** The target's own bundle: its text, or that there is none. Null: it is not known, and nothing is said of it. */
  readonly target: { readonly from: string; readonly pem: string } | null;
  /** A bundle known to be current; null: Node's own roots. */
  readonly reference: { readonly from: string; readonly pem: string } | null;
  /** Further bundles that a runtime of the target would use. */
  readonly others?: readonly { readonly label: string; readonly from: string; readonly pem: string }[];
  /** The time to judge dates by: the engine's. */
  readonly now: Date;
  /** HTTP is spoken there: a HEAD request follows the handshake. Else 300 ms of listening. */
  readonly http: boolean;
  readonly preface?: Preface;
  /** Milliseconds for one handshake; 6000. */
  readonly limitMs?: number;
  /** Milliseconds for all of them; 18000. What is then not yet tried is left out. */
  readonly budgetMs?: number;
}

const LISTEN_MS = 300;
/** Alerts by which a server says that it wants another protocol, cipher or nothing to do with us. */
const PROTOCOL_ALERTS = new Set([40, 47, 70, 71, 80, 86]);
/** Alerts after which a missing client certificate is the cause, where one was requested. */
const CERTIFICATE_ALERTS = new Set([40, 42, 43, 46, 48, 49, 116]);
const CERTIFICATE_WORDS = /(?:ssl|client|tls) certificate/i;

/**
 * A TLS handshake with an endpoint from the target's network, judged apart by trust (the target's bundle, a current
 * one), by name, by time and by protocol: the chain as it was served, with and without SNI, what an obsolete client would
 * get where a current one gets nothing, and whether a client certificate is asked for.
 */
export function shakeHands(dialler: Dialler, params: TlsParams, signal?: AbortSignal): Promise<Evidence> {
  const { host, address, port } = params;
  const sni = isIP(host) === 0 ? ` -servername ${word(host.replace(/\.$/, ''))}` : '';
  const bundle = params.target && params.target.pem !== '' ? ` -CAfile ${word(params.target.from)}` : '';
  const kind = params.preface?.kind;
  const start = kind === 'postgres' || kind === 'smtp' ? ` -starttls ${kind}` : '';
  const via = params.preface?.kind === 'connect' ? ` -proxy ${authority(address, port, null)}` : '';
  const to = params.preface?.kind === 'connect' ? params.preface.authority : authority(address, port, null);
  const tool = `openssl s_client -connect ${to}${via}${sni}${start}${bundle} -showcerts </dev/null`;
  const about = {
    what: `TLS handshake with ${host}:${port} at ${address}`,
    byHand: handLine(dialler, 'tcp', address, port, tool),
  };
  return exchangeEvidence(dialler, about, async () => {
    const deadline = new Deadline(params.budgetMs ?? 18_000, signal);
    try {
      return await converse(dialler, params, deadline);
    } finally {
      deadline.clear();
    }
  });
}

function bundlesOf(params: TlsParams): Bundle[] {
  const { target, reference, others = [] } = params;
  const bundles: Bundle[] = [];
  if (target) bundles.push({ label: 'target', from: target.from, store: trustStore(target.pem) });
  const store = reference ? trustStore(reference.pem) : nodeTrustStore();
  bundles.push({ label: 'reference', from: reference?.from ?? "Node's own roots", store });
  for (const { label, from, pem } of others.slice(0, 4)) bundles.push({ label, from, store: trustStore(pem) });
  return bundles;
}

async function converse(dialler: Dialler, params: TlsParams, deadline: Deadline): Promise<Spoken> {
  const { host, address, port, now, limitMs = 6_000, preface } = params;
  const name = host.replace(/\.$/, '');
  const servername = isIP(name) === 0 ? name : null;
  const bundles = bundlesOf(params);
  const request: HttpAsk = {
    method: 'HEAD',
    path: '/',
    authority: authority(host, port, 443),
    close: true,
    bodyBytes: 0,
  };
  const base = { address, port, limitMs, signal: deadline.signal, ...(preface ? { preface } : {}) };
  const costMs = await pipeCost(dialler);
  const full: TlsAttemptOptions = {
    ...base,
    servername,
    ca: bundles[0]?.store.pem ?? null,
    after: params.http ? { requests: [request] } : { listenMs: LISTEN_MS },
  };
  const { main, flake } = await firstAttempt(dialler, params, full, deadline);
  const quick = { ...base, ca: null, limitMs: Math.min(limitMs, 4_000) };
  const time = () => deadline.over === null;
  const obsolete =
    time() && wantsOlder(main) ? await tlsAttempt(dialler, { ...quick, servername, obsolete: true }) : null;
  const answered = main.outcome === 'done' || main.outcome === 'alert' || main.outcome === 'protocol';
  const plain =
    time() && servername !== null && answered ? await tlsAttempt(dialler, { ...quick, servername: null }) : null;
  const chainOf = main.flight.chain.length > 0 ? main : (obsolete ?? main);
  const look = lookAtChain(chainOf.flight.chain, { host: name, bundles, now });
  const data: { [key: string]: Json } = {
    conversation: 'tls-chain',
    host: name,
    address,
    port,
    now: now.toISOString(),
    outcome: main.outcome,
    said: main.said,
    flake,
    protocol: main.protocol || main.flight.protocol,
    cipher: main.cipher,
    ephemeral: main.ephemeral,
    alert: main.alert ? { number: main.alert.number, name: main.alert.name, when: main.alert.when } : null,
    banner: main.banner,
    preface: main.preface
      ? { outcome: main.preface.outcome, status: main.preface.head?.status ?? null, said: main.preface.said }
      : null,
    opensslVerdict: main.opensslVerdict,
    connectMs: main.connectMs,
    firstByteMs: main.firstByteMs,
    handshakeMs: main.handshakeMs,
    pipeCostMs: costMs,
    bytesIn: main.bytesIn,
    chainLength: chainOf.flight.chainLength,
    ...look,
    clientCertificate: clientCertificate(main),
    sni: { sent: servername !== null, without: plain ? withoutSni(plain, name) : null },
    obsolete: obsolete
      ? { outcome: obsolete.outcome, protocol: obsolete.protocol, cipher: obsolete.cipher, said: obsolete.said }
      : null,
    talk: main.talks[0] ? talkData(main.talks[0]) : null,
  };
  return {
    data,
    lines: tlsTranscript(data),
    timedOut: main.outcome === 'timeout',
    toolTrouble: main.outcome === 'tool' ? { kind: 'tool', said: main.said } : null,
  };
}

/** The handshake as a client would make it; once more where it broke off, and in plain HTTP where it was met with silence. */
async function firstAttempt(
  dialler: Dialler,
  { host, address, port, preface }: TlsParams,
  options: TlsAttemptOptions,
  deadline: Deadline,
): Promise<{ main: TlsAttempt; flake: string }> {
  const first = await tlsAttempt(dialler, options);
  const flake = first.outcome === 'reset' || first.outcome === 'closed' ? first.outcome : '';
  const again = flake === '' ? null : await tlsAttempt(dialler, options);
  const main = again !== null && again.outcome !== 'cancelled' ? again : first;
  const mute = main.outcome === 'timeout' && main.bytesIn === 0 && !preface && deadline.over === null;
  const banner = mute ? await plainHttpStatus(dialler, { host, address, port }, deadline.signal) : null;
  if (banner === null) return { main, flake };
  return { main: { ...main, outcome: 'not-tls', banner, said: 'silent to TLS, it answers plain HTTP' }, flake };
}

/** Would a client that takes anything get further? Worth a look where it is the protocol that failed. */
function wantsOlder(main: TlsAttempt): boolean {
  if (main.flight.certificateRequested) return false;
  if (main.outcome === 'alert') return main.alert !== null && PROTOCOL_ALERTS.has(main.alert.number);
  return main.outcome === 'protocol' || main.outcome === 'closed' || main.outcome === 'reset';
}

function withoutSni(plain: TlsAttempt, host: string): { [key: string]: Json } {
  const leaf = readChain(plain.flight.chain.slice(0, 1))[0];
  return {
    outcome: plain.outcome,
    alert: plain.alert?.name ?? '',
    fingerprint256: leaf?.fingerprint256 ?? '',
    subject: leaf ? describeCertificate(leaf).subject : '',
    matches: leaf ? matchesHost(leaf, host).matches : false,
  };
}

function clientCertificate({ flight, alert, talks }: TlsAttempt): { [key: string]: Json } {
  const requested = flight.certificateRequested;
  const talk = talks[0];
  const refused =
    talk?.head && [400, 401, 403, 495, 496].includes(talk.head.status) && CERTIFICATE_WORDS.test(talk.body);
  let how = '';
  if (alert && (alert.number === 116 || (requested && CERTIFICATE_ALERTS.has(alert.number))))
    how = `alert: ${alert.name}`;
  else if (requested && refused) how = `HTTP status ${talk.head?.status}`;
  // A server that closes without a word may only not speak HTTP: a hint, no demand.
  const hint = how === '' && requested && talk?.outcome === 'closed' ? 'closed without a word' : how;
  return { requested, demanded: how !== '', how: hint, authorities: [...flight.requestedAuthorities] };
}
