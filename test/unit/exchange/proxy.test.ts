import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { tryProxy } from '../../../src/exchange/proxy.ts';
import { type ProxyAddress, parseProxy } from '../../../src/exchange/proxy-address.ts';
import { decideAll, decideProxy, type ProxyClient } from '../../../src/exchange/proxy-rules.ts';
import type { Evidence } from '../../../src/session/evidence.ts';
import { localDialler } from './local-dialler.ts';
import { type Issued, Pki } from './pki.ts';
import { startTcp, startTls, type TestServer } from './tls-server.ts';

const https = { scheme: 'https' as const, host: 'www.example.test', port: 443 };

describe('what a proxy variable names', () => {
  it.each([
    ['http://proxy.corp:3128', { scheme: 'http', host: 'proxy.corp', port: 3128, authorization: null }],
    ['proxy.corp:8080/', { scheme: 'http', host: 'proxy.corp', port: 8080 }],
    ['https://proxy.corp', { scheme: 'https', port: 443 }],
    ['http://[2001:db8::1]:3128', { host: '2001:db8::1', port: 3128 }],
    ['socks5://p', { scheme: 'socks5', port: 1080 }],
    [
      'http://joe:p%40ss@proxy.corp:3128',
      { host: 'proxy.corp', authorization: `Basic ${Buffer.from('joe:p@ss').toString('base64')}` },
    ],
  ])('%s', (value, expected) => {
    expect(parseProxy(value)).toMatchObject(expected);
  });

  it.each(['', 'http://', 'http://a b', 'http://p:99999', '://x'])('nothing: %s', (value) => {
    expect(parseProxy(value)).toBeNull();
  });
});

describe('what each client does with the variables', () => {
  const via = (
    client: ProxyClient,
    env: Record<string, string>,
    host = 'www.example.test',
    port = 443,
    scheme: 'http' | 'https' = 'https',
  ) => decideProxy(client, env, { scheme, host, port }).via;
  const proxy = 'http://127.0.0.1:9';

  it('lets capitals of http count where the client reads them', () => {
    const env = { HTTP_PROXY: proxy };
    expect(via('curl', env, 'h', 80, 'http')).toBe('direct');
    expect(via('go', env, 'h', 80, 'http')).toBe('proxy');
    expect(via('python-requests', env, 'h', 80, 'http')).toBe('proxy');
    expect(decideProxy('curl', env, { scheme: 'http', host: 'h', port: 80 }).because).toContain(
      'does not read HTTP_PROXY',
    );
  });

  it('knows that Node, Java and busybox ignore https_proxy', () => {
    const env = { https_proxy: proxy, HTTPS_PROXY: proxy };
    expect(
      decideAll(env, https)
        .filter((one) => one.via === 'direct')
        .map(({ client }) => client),
    ).toEqual(['busybox-wget', 'node', 'java']);
    expect(via('node', { ...env, NODE_USE_ENV_PROXY: '1' })).toBe('proxy');
    expect(via('java', { JAVA_TOOL_OPTIONS: '-Xmx1g -Dhttps.proxyHost=proxy.corp -Dhttps.proxyPort=3128' })).toBe(
      'proxy',
    );
    const except = '-Dhttps.proxyHost=p -Dhttp.nonProxyHosts=*.example.test|localhost';
    expect(via('java', { JAVA_TOOL_OPTIONS: except })).toBe('direct');
  });

  // curl 7.88, GNU wget 1.21 and Python 3.11 with requests 2.34 were seen to do this.
  it.each([
    [
      'www.example.test',
      'example.test',
      { curl: 'direct', wget: 'direct', 'python-requests': 'direct', 'python-urllib': 'direct', go: 'direct' },
    ],
    [
      'badexample.test',
      'example.test',
      { curl: 'proxy', wget: 'proxy', 'python-requests': 'proxy', 'python-urllib': 'proxy', go: 'proxy' },
    ],
    [
      'example.test',
      '.example.test',
      { curl: 'direct', wget: 'proxy', 'python-requests': 'direct', 'python-urllib': 'direct', go: 'proxy' },
    ],
    [
      'www.example.test',
      '*.example.test',
      { curl: 'proxy', wget: 'proxy', 'python-requests': 'proxy', 'python-urllib': 'proxy', go: 'direct' },
    ],
    [
      '10.1.2.3',
      '10.0.0.0/8',
      { curl: 'direct', wget: 'proxy', 'python-requests': 'direct', 'python-urllib': 'proxy', go: 'direct' },
    ],
    [
      '10.1.2.3',
      '10.',
      { curl: 'proxy', wget: 'proxy', 'python-requests': 'proxy', 'python-urllib': 'proxy', go: 'proxy' },
    ],
    [
      'x.test',
      '*',
      { curl: 'direct', wget: 'proxy', 'python-requests': 'direct', 'python-urllib': 'direct', go: 'direct' },
    ],
  ])('%s with no_proxy=%s', (host, value, expected) => {
    for (const [client, wanted] of Object.entries(expected)) {
      expect([client, via(client as ProxyClient, { https_proxy: proxy, no_proxy: value }, host)]).toEqual([
        client,
        wanted,
      ]);
    }
  });

  it('reads ports in NO_PROXY as the client does', () => {
    const env = { https_proxy: proxy, no_proxy: 'example.test:8443' };
    expect(via('curl', env, 'example.test', 8443)).toBe('proxy');
    expect(via('python-urllib', env, 'example.test', 8443)).toBe('direct');
    expect(via('go', env, 'example.test', 9443)).toBe('proxy');
  });
});

describe('going through the proxy', () => {
  const pki = new Pki();
  const open: TestServer[] = [];
  let leaf: Issued;
  let inspected: Issued;
  beforeAll(() => {
    leaf = pki.issue({ subject: '/CN=www.example.test', names: 'DNS:www.example.test' });
    const corporate = pki.issue({ subject: '/O=Corp/CN=Corp Inspection CA', ca: true });
    inspected = pki.issue({ subject: '/CN=www.example.test', by: corporate, names: 'DNS:www.example.test' });
  });
  afterAll(() => pki.remove());
  afterEach(async () => {
    for (const server of open.splice(0)) await server.close();
  });

  /** A proxy that answers CONNECT with `answer`, and on 200 passes bytes on to a port. */
  async function proxyTo(port: number, answer: string, heard: string[] = []): Promise<TestServer> {
    const server = await startTcp((socket) => {
      socket.once('data', (request) => {
        heard.push(request.toString('latin1'));
        socket.write(answer);
        if (!answer.includes(' 200 ')) return socket.end();
        const onward = connect(port, '127.0.0.1');
        onward.on('error', () => {});
        socket.pipe(onward).pipe(socket);
        return undefined;
      });
    });
    open.push(server);
    return server;
  }

  async function go(
    server: TestServer,
    more: { proxy?: Partial<ProxyAddress>; directPort?: number; scheme?: 'http' | 'https' } = {},
  ): Promise<Evidence> {
    const dialler = localDialler((address, port) => ({
      address: '127.0.0.1',
      port: address === '192.0.2.9' ? (more.directPort ?? 1) : port,
    }));
    return tryProxy(dialler, {
      proxy: { scheme: 'http', host: 'proxy.corp', port: server.port, authorization: null, ...more.proxy },
      proxyIp: '127.0.0.1',
      endpoint: { ...https, scheme: more.scheme ?? 'https' },
      directIp: more.directPort === undefined ? null : '192.0.2.9',
      decisions: decideAll({ https_proxy: 'http://joe:secret@proxy.corp:3128' }, https),
      target: { from: 'bundle', pem: leaf.cert },
      reference: { from: 'reference', pem: leaf.cert },
      now: new Date(),
      limitMs: 1_000,
    });
  }

  it('shows who signed what comes through, beside what comes direct', async () => {
    const real = await startTls({ cert: leaf.cert, key: leaf.key });
    const mitm = await startTls({ cert: inspected.cert, key: inspected.key });
    open.push(real, mitm);
    const evidence = await go(await proxyTo(mitm.port, 'HTTP/1.1 200 Connection established\r\n\r\n'), {
      directPort: real.port,
    });
    expect(evidence.data).toMatchObject({
      through: {
        outcome: 'done',
        status: 200,
        agreed: true,
        issuer: 'O = Corp, CN = Corp Inspection CA',
        look: { verdicts: [{ code: 21 }, { code: 21 }] },
      },
      direct: { outcome: 'done', issuer: 'CN = www.example.test' },
    });
  });

  it('says what kind of log-in a 407 asks for, and never shows the one it has', async () => {
    const heard: string[] = [];
    const answer =
      'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: Basic realm="corp", nonce="abc"\r\n\r\n';
    const authorization = `Basic ${Buffer.from('joe:secret').toString('base64')}`;
    const evidence = await go(await proxyTo(0, answer, heard), { proxy: { authorization } });
    expect(evidence.data).toMatchObject({
      authenticated: true,
      through: { outcome: 'preface', status: 407, authenticate: 'Negotiate, Basic realm="corp"', agreed: false },
    });
    expect(heard[0]).toContain(authorization);
    expect(JSON.stringify(evidence)).not.toContain('secret');
    expect(JSON.stringify(evidence)).not.toContain(authorization.slice(6));
  });

  it('tells a proxy that is not there, refuses, or speaks no TLS although its scheme says so', async () => {
    const denied = await go(await proxyTo(0, 'HTTP/1.1 403 Forbidden\r\n\r\n'));
    expect(denied.data).toMatchObject({ through: { status: 403, agreed: false } });
    const gone = await startTcp(() => {});
    await gone.close();
    expect((await go(gone)).data).toMatchObject({ through: { outcome: 'refused', status: null } });
    const closes = await startTcp((socket) => socket.once('data', () => socket.end()));
    open.push(closes);
    expect((await go(closes)).data).toMatchObject({ through: { outcome: 'closed', status: null } });
    const real = await startTls({ cert: leaf.cert, key: leaf.key });
    open.push(real);
    let first = true;
    const plain = await startTcp((socket) => {
      socket.once('data', (request) => {
        const isTls = request[0] === 22;
        expect(isTls).toBe(first);
        first = false;
        if (isTls) return socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        const onward = connect(real.port, '127.0.0.1');
        onward.on('error', () => {});
        socket.pipe(onward).pipe(socket);
        return undefined;
      });
    });
    open.push(plain);
    expect((await go(plain, { proxy: { scheme: 'https' } })).data).toMatchObject({
      proxyTls: 'not-tls',
      through: { outcome: 'done', agreed: true },
    });
  });

  it('asks in absolute form for plain http', async () => {
    const heard: string[] = [];
    const evidence = await go(await proxyTo(0, 'HTTP/1.1 502 Bad Gateway\r\nVia: 1.1 squid\r\n\r\n', heard), {
      scheme: 'http',
    });
    expect(heard[0]).toMatch(/^HEAD http:\/\/www\.example\.test:443\/ HTTP\/1\.1/);
    expect(evidence.data).toMatchObject({ through: { status: 502, via: '1.1 squid', agreed: false } });
  });
});
