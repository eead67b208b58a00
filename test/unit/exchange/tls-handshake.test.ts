import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { shakeHands, type TlsParams } from '../../../src/exchange/tls-handshake.ts';
import type { Evidence } from '../../../src/session/evidence.ts';
import { localDialler } from './local-dialler.ts';
import { type Issued, Pki } from './pki.ts';
import { startTcp, startTls, type TestServer } from './tls-server.ts';

const pki = new Pki();
const made: Record<string, Issued> = {};
const open: TestServer[] = [];

function cert(name: string): Issued {
  const found = made[name];
  if (!found) throw new Error(`no certificate ${name}`);
  return found;
}

beforeAll(() => {
  made.root = pki.issue({ subject: '/O=Longstanding Trust/CN=Longstanding Root R1', ca: true, until: 900 });
  made.other = pki.issue({ subject: '/O=Someone Else/CN=Someone Root', ca: true, until: 900 });
  made.middle = pki.issue({
    subject: '/O=Longstanding Trust/CN=Longstanding Issuing 1A',
    by: made.root,
    ca: true,
    until: 600,
  });
  const names = 'DNS:api.partner.test,IP:127.0.0.1';
  made.leaf = pki.issue({ subject: '/CN=api.partner.test', by: made.middle, names });
  made.expired = pki.issue({ subject: '/CN=api.partner.test', by: made.middle, names, from: -60, until: -2 });
  made.future = pki.issue({ subject: '/CN=api.partner.test', by: made.middle, names, from: 3, until: 90 });
  made.wrong = pki.issue({ subject: '/CN=www.other.test', by: made.middle, names: 'DNS:www.other.test' });
  made.self = pki.issue({ subject: '/CN=api.partner.test', names });
  made.common = pki.issue({ subject: '/CN=api.partner.test', by: made.middle });
});

afterAll(() => pki.remove());
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

interface Data {
  outcome: string;
  protocol: string;
  chainLength: number;
  chain: { subject: string; issuer: string; names: string[] }[];
  verdicts: {
    label: string;
    code: number;
    trustCode: number;
    anchored: boolean;
    errors: { code: number; depth: number }[];
    path: string[];
  }[];
  name: { matches: boolean; fromCommonName: boolean };
  top: { issuer: string; selfSigned: boolean; known: Record<string, { issuer: boolean; sameOrganization: string }> };
  opensslVerdict: string;
  alert: { number: number; when: string } | null;
  banner: string;
  clientCertificate: { requested: boolean; demanded: boolean; how: string; authorities: string[] };
  sni: { without: { outcome: string; subject: string; matches: boolean } | null };
  obsolete: { outcome: string; protocol: string } | null;
  talk: { status: number; headers: Record<string, string> } | null;
  preface: { outcome: string } | null;
}

async function shake(server: TestServer, more: Partial<TlsParams> = {}): Promise<{ data: Data; evidence: Evidence }> {
  open.push(server);
  const evidence = await shakeHands(localDialler(), {
    host: 'api.partner.test',
    address: '127.0.0.1',
    port: server.port,
    target: { from: '/etc/ssl/certs/ca-certificates.crt', pem: cert('root').cert },
    reference: { from: 'reference.pem', pem: cert('root').cert + cert('other').cert },
    now: new Date(),
    http: true,
    limitMs: 2_000,
    ...more,
  });
  return { data: evidence.data as unknown as Data, evidence };
}

function chained(leaf: Issued, ...rest: Issued[]): { cert: string; key: string } {
  return { cert: [leaf, ...rest].map((one) => one.cert).join('\n'), key: leaf.key };
}

describe('a TLS handshake', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('sees a sound chain as served, over %s', async (version) => {
    const server = await startTls({
      ...chained(cert('leaf'), cert('middle')),
      minVersion: version,
      maxVersion: version,
    });
    const { data, evidence } = await shake(server);
    expect(data).toMatchObject({ outcome: 'done', protocol: version, chainLength: 2, opensslVerdict: '' });
    expect(data.chain.map(({ subject }) => subject)).toEqual([
      'CN = api.partner.test',
      'O = Longstanding Trust, CN = Longstanding Issuing 1A',
    ]);
    expect(data.chain[0]?.names).toEqual(['DNS:api.partner.test', 'IP Address:127.0.0.1']);
    expect(data.verdicts.map(({ label, code }) => [label, code])).toEqual([
      ['target', 0],
      ['reference', 0],
    ]);
    expect(data.name.matches).toBe(true);
    expect(data.talk).toMatchObject({ status: 200, headers: { date: 'Sat, 03 Jan 2026 10:00:00 GMT' } });
    expect(data.clientCertificate.requested).toBe(false);
    expect(data.sni.without?.matches).toBe(true);
    expect(evidence.stdout).toContain('Verify return code: 0 (ok)');
    expect(JSON.stringify(evidence)).not.toContain('secret=1');
    expect(evidence.byHand).toContain('debug:test openssl s_client -connect 127.0.0.1');
  });

  it('tells a missing intermediate, and whose it is', async () => {
    const { data } = await shake(await startTls(chained(cert('leaf'))));
    expect(data.chainLength).toBe(1);
    expect(data.verdicts[0]).toMatchObject({ code: 21, trustCode: 21, errors: [{ code: 20 }, { code: 21 }] });
    expect(data.opensslVerdict).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    expect(data.top.known.target).toMatchObject({
      issuer: false,
      sameOrganization: 'O=Longstanding Trust, CN=Longstanding Root R1',
    });
  });

  it('tells a root that only the current bundle has', async () => {
    const server = await startTls(chained(cert('leaf'), cert('middle')));
    const { data } = await shake(server, { target: { from: 'old.crt', pem: cert('other').cert } });
    expect(data.verdicts.map(({ code }) => code)).toEqual([20, 0]);
    expect(data.top.known).toMatchObject({ target: { issuer: false }, reference: { issuer: true } });
  });

  it('tells a private root that the server sends along', async () => {
    const server = await startTls(chained(cert('leaf'), cert('middle'), cert('root')));
    const { data } = await shake(server, {
      target: { from: 'x', pem: cert('other').cert },
      reference: { from: 'y', pem: cert('other').cert },
    });
    expect(data.verdicts.map(({ code }) => code)).toEqual([19, 19]);
    expect(data.top.selfSigned).toBe(true);
  });

  it('tells a self-signed leaf, and trusts it where the bundle has it', async () => {
    const { data } = await shake(await startTls(chained(cert('self'))));
    expect(data.verdicts[0]?.code).toBe(18);
    const trusted = await shake(await startTls(chained(cert('self'))), {
      target: { from: 'x', pem: cert('self').cert },
    });
    expect(trusted.data.verdicts[0]?.code).toBe(0);
    expect(trusted.data.opensslVerdict).toBe('');
  });

  it('judges time by the time it is given', async () => {
    const late = await shake(await startTls(chained(cert('expired'), cert('middle'))));
    expect(late.data.verdicts[0]).toMatchObject({ code: 10, trustCode: 0, anchored: true });
    expect(late.data.opensslVerdict).toBe('CERT_HAS_EXPIRED');
    const early = await shake(await startTls(chained(cert('future'), cert('middle'))));
    expect(early.data.verdicts[0]?.code).toBe(9);
    const then = new Date(Date.now() - 10 * 86_400_000);
    const before = await shake(await startTls(chained(cert('expired'), cert('middle'))), { now: then });
    expect(before.data.verdicts[0]?.errors.some(({ code, depth }) => depth === 0 && code === 10)).toBe(false);
  });

  it('judges the name by itself, address and common name too', async () => {
    const wrong = await shake(await startTls(chained(cert('wrong'), cert('middle'))));
    expect(wrong.data.name.matches).toBe(false);
    expect(wrong.data.verdicts[0]?.code).toBe(0);
    const address = await shake(await startTls(chained(cert('leaf'), cert('middle'))), { host: '127.0.0.1' });
    expect(address.data.name.matches).toBe(true);
    expect(address.data.sni.without).toBeNull();
    const common = await shake(await startTls(chained(cert('common'), cert('middle'))));
    expect(common.data.name).toMatchObject({ matches: true, fromCommonName: true });
  });

  it('takes a missing or a broken bundle as one that trusts nothing', async () => {
    const missing = await shake(await startTls(chained(cert('leaf'), cert('middle'))), {
      target: { from: 'x', pem: '' },
    });
    expect(missing.data.verdicts.map(({ code }) => code)).toEqual([20, 0]);
    const broken = await shake(await startTls(chained(cert('leaf'), cert('middle'))), {
      target: { from: 'x', pem: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' },
    });
    expect(broken.data).toMatchObject({ outcome: 'done', verdicts: [{ code: 20, broken: 1 }, { code: 0 }] });
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('sees that a client certificate is demanded over %s', async (version) => {
    const options = {
      ...chained(cert('leaf'), cert('middle')),
      ca: cert('root').cert,
      requestCert: true,
      rejectUnauthorized: true,
    };
    const { data } = await shake(await startTls({ ...options, minVersion: version, maxVersion: version }));
    expect(data.clientCertificate).toMatchObject({
      requested: true,
      demanded: true,
      authorities: ['O = Longstanding Trust, CN = Longstanding Root R1'],
    });
  });

  it('does not take a request that may be left unanswered for a demand', async () => {
    const options = {
      ...chained(cert('leaf'), cert('middle')),
      ca: cert('root').cert,
      requestCert: true,
      rejectUnauthorized: false,
    };
    const { data } = await shake(await startTls(options));
    expect(data.clientCertificate).toMatchObject({ requested: true, demanded: false });
    expect(data.talk?.status).toBe(200);
  });

  it('sees a client certificate demanded by the HTTP layer', async () => {
    const options = {
      ...chained(cert('leaf'), cert('middle')),
      ca: cert('root').cert,
      requestCert: true,
      rejectUnauthorized: false,
    };
    const body = '<html>400 No required SSL certificate was sent</html>';
    const server = await startTls(options, (socket) =>
      socket.end(`HTTP/1.1 400 Bad Request\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
    );
    const { data } = await shake(server);
    expect(data.clientCertificate).toMatchObject({ demanded: true, how: 'HTTP status 400' });
  });

  it('sees what a client without SNI would get', async () => {
    const { createSecureContext } = await import('node:tls');
    const right = createSecureContext(chained(cert('leaf'), cert('middle')));
    const server = await startTls({
      ...chained(cert('wrong'), cert('middle')),
      SNICallback: (_name, done) => done(null, right),
    });
    const { data } = await shake(server);
    expect(data.name.matches).toBe(true);
    expect(data.sni.without).toMatchObject({ outcome: 'done', matches: false, subject: 'CN = www.other.test' });
  });

  it('finds that a server speaks only what is obsolete', async () => {
    const server = await startTls({
      ...chained(cert('leaf'), cert('middle')),
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1',
      ciphers: 'ALL:@SECLEVEL=0',
    });
    const { data } = await shake(server);
    expect(data.outcome).not.toBe('done');
    expect(data.obsolete).toMatchObject({ outcome: 'done', protocol: 'TLSv1' });
    expect(data.chain).toHaveLength(2);
  });

  it('recognises plain HTTP, and another protocol’s banner', async () => {
    const http = await startTcp((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect((await shake(http)).data).toMatchObject({ outcome: 'not-tls', banner: 'HTTP/1.1 400 Bad Request ' });
    const ssh = await startTcp((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
    expect((await shake(ssh)).data.banner).toContain('SSH-2.0');
  });

  it('ends with a server that is closed, silent, resets, or talks without end', async () => {
    const closed = await startTcp(() => {});
    await closed.close();
    expect((await shake({ port: closed.port, close: async () => {} })).data.outcome).toBe('refused');
    const began = performance.now();
    const silent = await startTcp(() => {});
    expect((await shake(silent, { limitMs: 400 })).data.outcome).toBe('timeout');
    const reset = await startTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect((await shake(reset, { limitMs: 400 })).data.outcome).toBe('reset');
    const endless = await startTcp((socket) => {
      const more = () => socket.write(Buffer.alloc(16_384, 22), () => setImmediate(more));
      more();
    });
    expect(['not-tls', 'flood', 'protocol']).toContain((await shake(endless, { limitMs: 400 })).data.outcome);
    const slow = await startTcp((socket) => {
      const drip = setInterval(() => socket.write(Buffer.from([22])), 30);
      socket.on('close', () => clearInterval(drip));
    });
    await shake(slow, { limitMs: 400 });
    expect(performance.now() - began).toBeLessThan(6_000);
  });

  it('asks PostgreSQL for TLS first', async () => {
    const inner = await startTls(chained(cert('leaf'), cert('middle')));
    open.push(inner);
    const { connect } = await import('node:net');
    const server = await startTcp((socket) => {
      socket.once('data', (first) => {
        if (first.readUInt32BE(4) !== 80_877_103) return socket.destroy();
        socket.write('S');
        const onward = connect(inner.port, '127.0.0.1');
        onward.on('error', () => {});
        socket.pipe(onward).pipe(socket);
        return undefined;
      });
    });
    const { data } = await shake(server, { preface: { kind: 'postgres' }, http: false });
    expect(data).toMatchObject({ outcome: 'done', preface: { outcome: 'agreed' }, chainLength: 2 });
  });

  it('asks a mail server to begin TLS, and hears a no as a no', async () => {
    const inner = await startTls(chained(cert('leaf'), cert('middle')));
    open.push(inner);
    const { connect } = await import('node:net');
    const mail = (last: string) =>
      startTcp((socket) => {
        socket.write('220 mx.example ESMTP\r\n');
        socket.on('error', () => {});
        socket.once('data', () => {
          socket.write('250-mx.example\r\n250-STARTTLS\r\n250 8BITMIME\r\n');
          socket.once('data', () => {
            socket.write(last);
            if (!last.startsWith('220')) return;
            const onward = connect(inner.port, '127.0.0.1');
            onward.on('error', () => {});
            socket.pipe(onward).pipe(socket);
          });
        });
      });
    const agreed = await shake(await mail('220 2.0.0 Ready\r\n'), { preface: { kind: 'smtp' }, http: false });
    expect(agreed.data).toMatchObject({ outcome: 'done', preface: { outcome: 'agreed' }, chainLength: 2 });
    const refused = await shake(await mail('502 5.5.1 No\r\n'), { preface: { kind: 'smtp' }, http: false });
    expect(refused.data).toMatchObject({
      outcome: 'preface',
      preface: { outcome: 'refused', said: expect.stringContaining('502 5.5.1 No') },
    });
  });
});
