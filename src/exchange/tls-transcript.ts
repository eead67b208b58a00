import type { Json } from '../session/evidence.ts';

function object(value: Json | undefined): { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function list(value: Json | undefined): { [key: string]: Json }[] {
  return Array.isArray(value) ? value.map(object) : [];
}

type Values = { [key: string]: Json };

function chainLines(data: Values): string[] {
  const chain = list(data.chain);
  if (chain.length === 0) return [];
  const lines = ['---', 'Certificate chain (as served)'];
  for (const [depth, one] of chain.entries()) {
    lines.push(` ${depth} s:${one.subject}`, `   i:${one.issuer}`);
    lines.push(`   a:PKEY: ${one.keyType}, ${one.keyBits} (bit); sigalg: ${one.signature}`);
    lines.push(`   v:NotBefore: ${one.notBefore}; NotAfter: ${one.notAfter}`);
    if (depth === 0) lines.push(`   names: ${Array.isArray(one.names) ? one.names.slice(0, 12).join(', ') : ''}`);
  }
  return lines;
}

function verdictLines(data: Values): string[] {
  const lines: string[] = [];
  for (const verdict of list(data.verdicts)) {
    const size = `${verdict.size} ${verdict.size === 1 ? 'certificate' : 'certificates'}`;
    lines.push('---', `By the ${verdict.label} bundle (${verdict.from}, ${size}), at ${data.now}`);
    for (const error of list(verdict.errors)) {
      lines.push(`depth=${error.depth} verify error:num=${error.code}:${error.words}`);
    }
    lines.push(`Verify return code: ${verdict.code} (${verdict.words})`);
  }
  const name = object(data.name);
  if (name.matches === undefined) return lines;
  const how = name.fromCommonName ? ' (by common name only)' : '';
  return [...lines, '---', `Host name ${data.host}: ${name.matches ? 'matches' : 'does NOT match'}${how}`];
}

function sessionLines(data: Values): string[] {
  const lines: string[] = [];
  const client = object(data.clientCertificate);
  if (client.requested) {
    lines.push(`Client certificate: requested${client.demanded ? ` and demanded (${client.how})` : ', not demanded'}`);
  }
  const without = object(object(data.sni).without);
  if (without.outcome !== undefined) {
    lines.push(`Without SNI: ${[without.outcome, without.alert, without.subject].filter(Boolean).join(', ')}`);
  }
  const obsolete = object(data.obsolete);
  if (obsolete.outcome !== undefined) {
    lines.push(`With obsolete protocols allowed: ${obsolete.outcome} ${obsolete.protocol} ${obsolete.cipher}`);
  }
  if (data.protocol) {
    const key = data.ephemeral ? `, ${data.ephemeral} bits` : '';
    lines.push(`${data.protocol}, Cipher is ${data.cipher || '(NONE)'}${key}`);
  }
  if (typeof data.handshakeMs === 'number') {
    lines.push(
      `handshake complete after ${data.handshakeMs} ms (about ${data.pipeCostMs ?? '?'} ms of it made the pipe)`,
    );
  }
  const talk = object(data.talk);
  if (typeof talk.status === 'number') {
    const date = object(talk.headers).date ?? '-';
    lines.push(`HTTP ${talk.status} ${talk.reason} after ${talk.firstByteMs} ms; Date: ${date}`);
  }
  return lines;
}

/** A handshake's evidence as lines that read like `openssl s_client`, with each verdict by itself. */
export function tlsTranscript(data: Values): string[] {
  const how = data.outcome === 'done' ? 'CONNECTED' : String(data.outcome).toUpperCase();
  const lines = [`${how} ${data.address}:${data.port} as ${data.host}`];
  if (data.said) lines.push(String(data.said));
  const alert = object(data.alert);
  const when = alert.when === 'after' ? 'after the handshake' : 'during the handshake';
  if (alert.number !== undefined) lines.push(`alert ${alert.number}: ${alert.name} (${when})`);
  if (data.banner) lines.push(`it does not speak TLS here; it says: ${data.banner}`);
  return [...lines, ...chainLines(data), ...verdictLines(data), ...sessionLines(data)];
}
