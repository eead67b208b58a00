import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { compareClocks } from '../../../src/exchange/clock.ts';
import { type ConnectParams, tryAddresses } from '../../../src/exchange/connect.ts';
import { measureHttp } from '../../../src/exchange/http.ts';
import { comparePacketSizes } from '../../../src/exchange/path-mtu.ts';
import { localDialler } from './local-dialler.ts';
import { type Issued, Pki } from './pki.ts';
import { startTcp, startTls, type TestServer } from './tls-server.ts';

const pki = new Pki();
const open: TestServer[] = [];
let leaf: Issued;
let second: Issued;

beforeAll(() => {
  leaf = pki.issue({ subject: '/CN=api.test', names: 'DNS:api.test' });
  second = pki.issue({ subject: '/CN=api.test', names: 'DNS:api.test' });
});
afterAll(() => pki.remove());
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

function kept(server: TestServer): TestServer {
  open.push(server);
  return server;
}

const reply = (status: string, date: string, length = 0) =>
  `HTTP/1.1 ${status}\r\nDate: ${date}\r\nContent-Length: ${length}\r\n\r\n`;

/** Sends 192.0.2.N to the N-th server. */
function spread(servers: readonly TestServer[]) {
  return localDialler((address, port) => {
    const server = address.startsWith('192.0.2.') ? servers[Number(address.split('.')[3]) - 1] : undefined;
    return { address: '127.0.0.1', port: server?.port ?? port };
  });
}

interface Tried {
  address: string;
  outcome: string;
  status: number | null;
  fingerprint256: string;
}

async function connect(servers: readonly TestServer[], more: Partial<ConnectParams> = {}): Promise<Tried[]> {
  const addresses = servers.map((_, index) => `192.0.2.${index + 1}`);
  const params: ConnectParams = {
    host: 'api.test',
    port: 443,
    addresses,
    speak: 'https',
    times: 2,
    limitMs: 500,
    ...more,
  };
  const evidence = await tryAddresses(spread(servers), params);
  return (evidence.data as unknown as { tried: Tried[] }).tried;
}

describe('connecting to every address', () => {
  it('finds the one backend that differs', async () => {
    const good = kept(await startTls({ cert: leaf.cert, key: leaf.key }));
    const other = kept(
      await startTls({ cert: second.cert, key: second.key }, (socket) =>
        socket.end(reply('503 Service Unavailable', 'x')),
      ),
    );
    const gone = await startTcp(() => {});
    await gone.close();
    const tried = await connect([good, other, gone]);
    expect(tried.map(({ address, outcome, status }) => [address, outcome, status])).toEqual([
      ['192.0.2.1', 'ok', 200],
      ['192.0.2.1', 'ok', 200],
      ['192.0.2.2', 'ok', 503],
      ['192.0.2.2', 'ok', 503],
      ['192.0.2.3', 'refused', null],
      ['192.0.2.3', 'refused', null],
    ]);
    expect(tried[0]?.fingerprint256).not.toBe(tried[2]?.fingerprint256);
  });

  it('takes bytes as proof, and silence for what it is', async () => {
    const greets = kept(await startTcp((socket) => socket.write('220 mail ready\r\n')));
    const mute = kept(await startTcp(() => {}));
    const hangsUp = kept(await startTcp((socket) => socket.end()));
    const tried = await connect([greets, mute, hangsUp], { speak: 'listen', times: 1 });
    expect(tried.map(({ outcome }) => outcome)).toEqual(['ok', 'open', 'closed']);
    const tls = await connect([greets, mute], { speak: 'tls', times: 3 });
    expect(tls.map(({ outcome }) => outcome)).toEqual(['answered', 'answered', 'answered', 'mute', 'mute']);
  });

  it('takes a connection that does not come to stand for one that nobody answers', async () => {
    const knocking = { ...localDialler(), open: async () => ({ ok: true as const, value: new PassThrough() }) };
    const params: ConnectParams = { host: '192.0.2.9', port: 5044, addresses: ['192.0.2.9'], speak: 'listen' };
    const evidence = await tryAddresses(knocking, { ...params, times: 1, limitMs: 200 });
    expect(evidence.data).toMatchObject({ tried: [{ outcome: 'timeout' }] });
  });

  it('says a protocol’s shortest word where it knows one', async () => {
    const redis = kept(
      await startTcp((socket) => socket.once('data', (said) => socket.write(`-NOAUTH ${said.toString().trim()}\r\n`))),
    );
    expect((await connect([redis], { speak: 'redis', times: 1 }))[0]?.outcome).toBe('ok');
    expect((await connect([redis], { speak: 'amqp', times: 1 }))[0]?.outcome).toBe('ok');
  });

  it('takes a PostgreSQL without TLS as there', async () => {
    const postgres = kept(await startTcp((socket) => socket.once('data', () => socket.write('N'))));
    expect((await connect([postgres], { speak: 'postgres', times: 1 }))[0]?.outcome).toBe('ok');
  });
});

describe('where a request’s time goes', () => {
  it('shows the server’s own time apart from the connection’s', async () => {
    const slow = kept(
      await startTls({ cert: leaf.cert, key: leaf.key }, (socket) =>
        setTimeout(() => socket.write(reply('200 OK', 'x')), 120),
      ),
    );
    const evidence = await measureHttp(localDialler(), {
      host: 'api.test',
      address: '127.0.0.1',
      port: slow.port,
      tls: true,
    });
    const data = evidence.data as unknown as {
      handshakeMs: number;
      outcome: string;
      pipeCostMs: number;
      talks: { firstByteMs: number }[];
    };
    expect(data.outcome).toBe('replied');
    expect(data.talks).toHaveLength(3);
    expect(Math.min(...data.talks.map(({ firstByteMs }) => firstByteMs))).toBeGreaterThan(110);
    expect(data.handshakeMs).toBeLessThan(110);
    expect(data.pipeCostMs).toBeLessThan(100);
  });

  it('speaks plain HTTP too, and ends with a server that never answers', async () => {
    const plain = kept(await startTcp((socket) => socket.on('data', () => socket.write(reply('200 OK', 'x')))));
    const evidence = await measureHttp(localDialler(), {
      host: 'api.test',
      address: '127.0.0.1',
      port: plain.port,
      tls: false,
    });
    expect(evidence.data).toMatchObject({ outcome: 'replied', handshakeMs: null });
    const mute = kept(await startTcp(() => {}));
    const silent = await measureHttp(localDialler(), {
      host: 'api.test',
      address: '127.0.0.1',
      port: mute.port,
      tls: false,
      limitMs: 200,
    });
    expect(silent.data).toMatchObject({ outcome: 'silent' });
  });
});

describe('clocks', () => {
  it('reads how far each server is from here', async () => {
    const at = (offsetMs: number) =>
      startTcp((socket) =>
        socket.on('data', () => socket.write(reply('200 OK', new Date(Date.now() + offsetMs).toUTCString()))),
      );
    const servers = [
      kept(await at(0)),
      kept(await at(3_600_000)),
      kept(await startTcp((socket) => socket.on('data', () => socket.write(reply('200 OK', 'yesterday'))))),
    ];
    const targets = servers.map((_, index) => ({
      host: `s${index}.test`,
      address: `192.0.2.${index + 1}`,
      port: 80,
      tls: false,
    }));
    const evidence = await compareClocks(spread(servers), { servers: targets, engineSkewMs: 12 });
    const [now, ahead, none] = (evidence.data as unknown as { servers: { skewMs: number | null }[] }).servers;
    expect(Math.abs(now?.skewMs ?? 9_999)).toBeLessThan(1_100);
    expect(Math.abs((ahead?.skewMs ?? 0) - 3_600_000)).toBeLessThan(1_100);
    expect(none?.skewMs).toBeNull();
  });
});

describe('small and big exchanges', () => {
  const outcomes = async (server: TestServer, tls: boolean) => {
    const params = { host: 'api.test', address: '127.0.0.1', port: kept(server).port, tls, limitMs: 500 };
    const evidence = await comparePacketSizes(localDialler(), params);
    const { exchanges } = evidence.data as unknown as { exchanges: { size: string; outcome: string }[] };
    return new Set(exchanges.map(({ size, outcome }) => `${size} ${outcome === 'closed' ? 'answered' : outcome}`));
  };

  it('sees that all sizes come through to a sound server', async () => {
    const expected = new Set(['small answered', 'big-reply answered', 'big-request answered']);
    expect(await outcomes(await startTls({ cert: leaf.cert, key: leaf.key }), true)).toEqual(expected);
    expect(
      await outcomes(await startTcp((socket) => socket.on('data', () => socket.end(reply('200 OK', 'x')))), false),
    ).toEqual(expected);
  });

  it('takes no server for a black hole that answers whole and keeps the connection, or answers slowly', async () => {
    const kept = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
    const open = await startTcp((socket) => socket.on('data', () => socket.write(kept)));
    expect(await outcomes(open, false)).toEqual(
      new Set(['small answered', 'big-reply answered', 'big-request answered']),
    );
    const echo = await startTcp((socket) => socket.pipe(socket));
    expect(await outcomes(echo, false)).not.toContain('big-reply stalled');
    const events = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\ndata:\r\n';
    const stream = await startTcp((socket) => socket.on('data', () => socket.write(events)));
    expect(await outcomes(stream, false)).toContain('big-reply unclear');
  });

  it('sees a page of which only the head comes', async () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Length: 40000\r\n\r\n';
    const hole = await startTcp((socket) => socket.on('data', () => socket.write(head)));
    expect(await outcomes(hole, false)).toContain('big-reply stalled');
  });

  it('sees that only what fills a packet stalls', async () => {
    // A way that drops full segments from the server: an alert of 7 bytes comes through, a certificate does not.
    const inner = kept(await startTls({ cert: leaf.cert, key: leaf.key }));
    const { connect: dial } = await import('node:net');
    const narrow = await startTcp((socket) => {
      const onward = dial(inner.port, '127.0.0.1');
      onward.on('error', () => {});
      onward.on('data', (chunk) => chunk.length < 500 && socket.write(chunk));
      onward.on('end', () => socket.end());
      socket.pipe(onward);
    });
    expect(await outcomes(narrow, true)).toEqual(
      new Set(['small answered', 'big-reply stalled', 'big-request stalled']),
    );
  });
});
