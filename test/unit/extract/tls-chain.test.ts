import { createSecureContext } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { shakeHands, type TlsParams } from '../../../src/exchange/tls-handshake.ts';
import { tlsChain } from '../../../src/extract/tls-chain.ts';
import type { Facts } from '../../../src/session/evidence.ts';
import { localDialler } from '../exchange/local-dialler.ts';
import { type Issued, Pki } from '../exchange/pki.ts';
import { startTcp, startTls, type TestServer } from '../exchange/tls-server.ts';
import { context } from './context.ts';

const pki = new Pki();
const open: TestServer[] = [];
const names = 'DNS:api.partner.test';
let root: Issued;
let newRoot: Issued;
let middle: Issued;
let newMiddle: Issued;
let leaf: Issued;

beforeAll(() => {
  root = pki.issue({ subject: '/O=Longstanding Trust/CN=Longstanding Root R1', ca: true, until: 900 });
  newRoot = pki.issue({ subject: '/O=Longstanding Trust/CN=Longstanding Root R4', ca: true, until: 900 });
  middle = pki.issue({ subject: '/O=Longstanding Trust/CN=Longstanding Issuing 1A', by: root, ca: true, until: 600 });
  newMiddle = pki.issue({
    subject: '/O=Longstanding Trust/CN=Longstanding Issuing 4A',
    by: newRoot,
    ca: true,
    until: 600,
  });
  leaf = pki.issue({ subject: '/CN=api.partner.test', by: middle, names });
});
afterAll(() => pki.remove());
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function facts(
  chain: Issued[],
  more: Partial<TlsParams> = {},
  server: object = {},
  earlier = {},
): Promise<Facts> {
  const started = await startTls({ cert: chain.map((one) => one.cert).join('\n'), key: chain[0]?.key, ...server });
  return look(started, more, earlier);
}

async function look(started: TestServer, more: Partial<TlsParams> = {}, earlier = {}): Promise<Facts> {
  open.push(started);
  const evidence = await shakeHands(localDialler(), {
    host: 'api.partner.test',
    address: '127.0.0.1',
    port: started.port,
    target: { from: '/etc/ssl/certs/ca-certificates.crt', pem: root.cert },
    reference: { from: 'current', pem: root.cert + newRoot.cert },
    now: new Date(),
    http: true,
    limitMs: 800,
    ...more,
  });
  return tlsChain.extract([evidence], context({ earlier }));
}

describe('facts of a TLS chain', () => {
  it('of a sound one', async () => {
    expect(await facts([leaf, middle])).toMatchObject({
      handshake: true,
      unreachable: false,
      failure: '',
      protocol: 'TLSv1.3',
      chainLength: 2,
      nameMatches: true,
      expired: false,
      notYetValid: false,
      verifiesAgainstTarget: true,
      verifyCodeTarget: 0,
      trustedByTarget: true,
      verifiesAgainstReference: true,
      incompleteChain: false,
      issuerMissing: false,
      topIssuer: 'O = Longstanding Trust, CN = Longstanding Root R1',
      topIssuerInTarget: true,
      rootServed: false,
      selfSignedLeaf: false,
      sniRequired: false,
      clientCertificateRequested: false,
      clientCertificateDemanded: false,
      plainHttp: false,
      protocolMismatch: false,
      weak: false,
      names: ['api.partner.test'],
      httpStatus: 200,
    });
  });

  it('of a rotated root that the old bundle lacks', async () => {
    const rotated = pki.issue({ subject: '/CN=api.partner.test', by: newMiddle, names });
    expect(await facts([rotated, newMiddle])).toMatchObject({
      verifiesAgainstTarget: false,
      verifyCodeTarget: 20,
      verifiesAgainstReference: true,
      incompleteChain: false,
      topIssuerInTarget: false,
      topIssuerInReference: true,
    });
  });

  it('of a forgotten intermediate, not taken for a private CA', async () => {
    expect(await facts([leaf])).toMatchObject({
      verifyCodeTarget: 21,
      trustCodeTarget: 21,
      incompleteChain: true,
      issuerMissing: true,
      chainLength: 1,
      verifiesAgainstReference: false,
    });
  });

  it('of inspection with and without its root, not taken for a forgotten intermediate', async () => {
    const corporate = pki.issue({ subject: '/O=Example Corp/CN=Example Corp TLS Inspection CA', ca: true });
    const inspected = pki.issue({ subject: '/CN=api.partner.test', by: corporate, names });
    expect(await facts([inspected, corporate])).toMatchObject({
      verifyCodeTarget: 19,
      rootServed: true,
      incompleteChain: false,
      issuerMissing: false,
    });
    expect(await facts([inspected])).toMatchObject({
      verifyCodeTarget: 21,
      incompleteChain: false,
      issuerMissing: true,
      topIssuer: 'O = Example Corp, CN = Example Corp TLS Inspection CA',
    });
  });

  it('of a private CA that is properly installed', async () => {
    const own = pki.issue({ subject: '/O=Example Corp/CN=Example Corp Root', ca: true });
    const inner = pki.issue({ subject: '/CN=api.partner.test', by: own, names });
    expect(await facts([inner], { target: { from: 'x', pem: own.cert } })).toMatchObject({
      verifiesAgainstTarget: true,
      verifiesAgainstReference: false,
      incompleteChain: false,
    });
  });

  it('of dates, by the clock that counts', async () => {
    const expired = pki.issue({ subject: '/CN=api.partner.test', by: middle, names, from: -60, until: -2 });
    expect(await facts([expired, middle])).toMatchObject({
      expired: true,
      expiredDepth: 0,
      verifyCodeTarget: 10,
      trustedByTarget: true,
      handshake: true,
    });
    const future = pki.issue({ subject: '/CN=api.partner.test', by: middle, names, from: 3 });
    expect(await facts([future, middle])).toMatchObject({ notYetValid: true, expired: false, verifyCodeTarget: 9 });
    const past = new Date(Date.now() - 20 * 86_400_000);
    expect(await facts([expired, middle], { now: past })).toMatchObject({ expired: false });
  });

  it('of an expired intermediate, and of an expired one that nobody needs', async () => {
    const oldMiddle = pki.issue({
      subject: '/O=Longstanding Trust/CN=Longstanding Issuing 0A',
      by: root,
      ca: true,
      from: -90,
      until: -5,
    });
    const under = pki.issue({ subject: '/CN=api.partner.test', by: oldMiddle, names });
    expect(await facts([under, oldMiddle])).toMatchObject({
      expired: true,
      expiredDepth: 1,
      expiredSubject: 'O = Longstanding Trust, CN = Longstanding Issuing 0A',
    });
    expect(await facts([leaf, middle, oldMiddle])).toMatchObject({
      expired: false,
      verifiesAgainstTarget: true,
      unrelatedServed: 1,
    });
  });

  it('of two faults at once, each by itself', async () => {
    const both = pki.issue({
      subject: '/CN=www.other.test',
      by: middle,
      names: 'DNS:www.other.test',
      from: -60,
      until: -2,
    });
    expect(await facts([both])).toMatchObject({
      nameMatches: false,
      expired: true,
      incompleteChain: true,
      names: ['www.other.test'],
    });
  });

  it('of an empty bundle, and a variable that points nowhere', async () => {
    const earlier = { 'trust-store': [{ subject: '', facts: { misdirected: true } }] };
    expect(await facts([leaf, middle], { target: { from: 'no bundle', pem: '' } }, {}, earlier)).toMatchObject({
      targetRoots: 0,
      verifiesAgainstTarget: false,
      verifiesAgainstReference: true,
      misdirected: true,
    });
    const unknown = await facts([leaf, middle], { target: null });
    expect('verifiesAgainstTarget' in unknown).toBe(false);
    expect(unknown.verifiesAgainstReference).toBe(true);
  });

  it('of client certificates and SNI', async () => {
    const demand = { ca: root.cert, requestCert: true, rejectUnauthorized: true };
    expect(await facts([leaf, middle], {}, demand)).toMatchObject({
      clientCertificateDemanded: true,
      handshake: true,
      alert: 'certificate required',
      verifiesAgainstTarget: true,
    });
    expect(await facts([leaf, middle], {}, { ...demand, maxVersion: 'TLSv1.2' })).toMatchObject({
      clientCertificateDemanded: true,
      handshake: false,
      alert: 'handshake failure',
    });
    const other = pki.issue({ subject: '/CN=default.test', by: middle, names: 'DNS:default.test' });
    const right = createSecureContext({ cert: leaf.cert + middle.cert, key: leaf.key });
    const sni = {
      SNICallback: (_name: string, done: (error: null, context: typeof right) => void) => done(null, right),
    };
    expect(await facts([other, middle], {}, sni)).toMatchObject({ sniRequired: true, nameMatches: true });
  });

  it('of obsolete protocols, weak keys and other protocols', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' };
    expect(await facts([leaf, middle], {}, old)).toMatchObject({
      handshake: false,
      protocolMismatch: true,
      serverMaxProtocol: 'TLSv1.1',
      unreachable: false,
      verifiesAgainstTarget: true,
    });
    const weak = pki.issue({ subject: '/CN=api.partner.test', by: middle, names, key: 'rsa1024' });
    expect(await facts([weak, middle], {}, { ciphers: 'ALL:@SECLEVEL=0' })).toMatchObject({
      weak: true,
      weakText: 'a key below 2048 bits',
    });
    const http = await startTcp((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect(await look(http)).toMatchObject({ plainHttp: true, handshake: false, unreachable: false });
  });

  it('of nobody there, kept apart from somebody who hangs up', async () => {
    const gone = await startTcp(() => {});
    await gone.close();
    expect(await look({ ...gone, close: async () => {} })).toMatchObject({ unreachable: true, handshake: false });
    expect(await look(await startTcp(() => {}))).toMatchObject({ unreachable: true, outcome: 'timeout' });
    expect(await look(await startTcp((socket) => socket.once('data', () => socket.destroy())))).toMatchObject({
      unreachable: false,
      handshake: false,
    });
  });
});
