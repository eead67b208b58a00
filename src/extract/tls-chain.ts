import type { Facts } from '../session/evidence.ts';
import { conversation, shown, tenth } from './conversation.ts';
import type { ExtractContext, Extractor } from './extractor.ts';
import { TLS_FACTS } from './tls-facts.ts';
import { endFacts, strengthFacts, timeFacts, trustFacts } from './tls-verdicts.ts';
import { isRow, number, type Row, rows, text, texts } from './values.ts';

const MODERN = new Set(['TLSv1.2', 'TLSv1.3']);

/** `2026-04-01 12:00 UTC` of an RFC 3339 time. */
function dateText(iso: string): string {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(iso) ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC` : iso;
}

/** What became of the connection and of the handshake on it. */
function courseFacts(data: Row): Facts {
  const outcome = text(data.outcome);
  const handshake = outcome === 'done';
  const obsolete = isRow(data.obsolete) ? data.obsolete : {};
  const older = !handshake && text(obsolete.outcome) === 'done';
  const protocol = older ? text(obsolete.protocol) : text(data.protocol);
  const banner = text(data.banner);
  const alert = isRow(data.alert) ? data.alert : {};
  const cost = number(data.pipeCostMs) ?? 0;
  const handshakeMs = number(data.handshakeMs);
  // A reset or a close may be the server's answer to our hello; these are none.
  const nothing = outcome === 'timeout' && (number(data.bytesIn) ?? 0) === 0;
  const unreachable = outcome === 'refused' || outcome === 'unreachable' || nothing;
  const said = text(data.said);
  return {
    handshake,
    unreachable,
    outcome,
    failure: handshake ? '' : failureText(outcome, text(alert.name), banner, said),
    protocol,
    cipher: text(data.cipher) || text(obsolete.cipher),
    serverMaxProtocol: protocol,
    protocolMismatch: older && !MODERN.has(protocol),
    // It shakes hands with a client that takes anything, by a protocol of today: keys, groups or renegotiation are weak.
    settingsMismatch: older && MODERN.has(protocol),
    legacyRenegotiation: /unsafe legacy renegotiation/i.test(said),
    plainHttp: outcome === 'not-tls' && banner.startsWith('HTTP/'),
    notTls: outcome === 'not-tls',
    refusedTls: outcome === 'preface' && isRow(data.preface) && text(data.preface.outcome) === 'refused',
    banner,
    alert: text(alert.name),
    ...shown('alertNumber', number(alert.number)),
    ...shown('handshakeMs', handshakeMs === null ? null : tenth(Math.max(0, handshakeMs - cost))),
  };
}

function failureText(outcome: string, alert: string, banner: string, said: string): string {
  if (outcome === 'alert') return `the server ended it with the alert "${alert}"`;
  if (outcome === 'not-tls') return `it does not speak TLS; it says "${banner}"`;
  if (outcome === 'preface') return `it refused before TLS began: ${said}`;
  return said === '' ? outcome : `${outcome}: ${said}`;
}

function clientFacts(data: Row, context: ExtractContext): Facts {
  const client = isRow(data.clientCertificate) ? data.clientCertificate : {};
  const hints = Object.values(context.earlier).flatMap((taken) => taken.map(({ facts }) => facts));
  const hint = hints.find((facts) => facts.clientCertificateConfigured === true);
  return {
    clientCertificateRequested: client.requested === true,
    clientCertificateDemanded: client.demanded === true,
    clientCertificateHow: text(client.how),
    clientCertificateAuthorities: texts(client.authorities),
    clientCertificateConfigured: hint !== undefined,
    clientCertificateHint: text(hint?.clientCertificateHint),
    clientCertificateEnded: text(hint?.clientCertificateEnded),
  };
}

/**
 * A client that sends no name gets another certificate, or none, where one that does is served well. False where no name
 * can be sent (an address), and where the other try ended in a way that says nothing.
 */
function sniRequired(data: Row, nameMatches: boolean): boolean {
  const without = isRow(data.sni) && isRow(data.sni.without) ? data.sni.without : null;
  if (without === null || text(data.outcome) !== 'done') return false;
  const failed = ['alert', 'protocol', 'closed', 'reset'].includes(text(without.outcome));
  return nameMatches && (failed || (text(without.outcome) === 'done' && without.matches !== true));
}

function nameFacts(data: Row): Facts {
  const [leaf] = rows(data.chain);
  if (leaf === undefined || !isRow(data.name)) return {};
  const names = texts(leaf.names).map((one) => one.replace(/^(?:DNS|IP Address):/, ''));
  const matches = data.name.matches === true;
  return {
    leafSubject: text(leaf.subject),
    leafIssuer: text(leaf.issuer),
    fingerprint: text(leaf.fingerprint256),
    names: names.length > 0 ? names.slice(0, 20) : [text(leaf.subject)],
    nameMatches: matches,
    nameFromCommonNameOnly: data.name.fromCommonName === true,
    sniRequired: sniRequired(data, matches),
  };
}

/** A variable of the target points to a store that is not there, as the step about the trust store found. */
function misdirected(context: ExtractContext): boolean {
  return (context.earlier['trust-store'] ?? []).some(({ facts }) => facts.misdirected === true);
}

/** Facts of one TLS handshake and of the chain that it showed. Pure: every verdict was reached when it was seen. */
export const tlsChain: Extractor = {
  id: 'tls-chain',
  about: 'A TLS handshake: the chain as served, judged by the target’s bundle, a current one, the name, the time.',
  facts: TLS_FACTS,
  extract(evidence, context): Facts {
    const data = conversation(evidence, 'tls-chain');
    if (data === null) return {};
    const talk = isRow(data.talk) ? data.talk : {};
    return {
      host: text(data.host),
      address: text(data.address),
      ...courseFacts(data),
      chainLength: number(data.chainLength) ?? 0,
      ...nameFacts(data),
      ...timeFacts(data, dateText),
      ...(rows(data.chain).length > 0 ? trustFacts(data) : {}),
      ...endFacts(data),
      ...strengthFacts(data),
      ...clientFacts(data, context),
      misdirected: misdirected(context),
      ...shown('httpStatus', number(talk.status)),
    };
  },
};
