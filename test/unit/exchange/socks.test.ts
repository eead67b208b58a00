import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type SocksRequest, saySocks } from '../../../src/exchange/socks.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A proxy that gives these answers in turn; what it was told comes back with the outcome. */
async function ask(answers: readonly (readonly number[])[], more: Partial<SocksRequest> = {}) {
  const heard: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      heard.push(bytes);
      const answer = answers[heard.length - 1];
      if (answer === undefined) socket.destroy();
      else socket.write(Buffer.from(answer));
    });
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const stream = connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1');
  stream.on('error', () => {});
  const request = { version: 5 as const, host: 'api.example', port: 443, authorization: null, ...more };
  const answer = await saySocks(stream, request, AbortSignal.timeout(5_000));
  stream.destroy();
  return { ...answer, heard };
}

const CONNECTED = [5, 0, 0, 1, 10, 0, 0, 1, 0, 80];
const LOGIN = `Basic ${Buffer.from('joe:secret').toString('base64')}`;

describe('a SOCKS proxy', () => {
  it('is asked for the host by name, and connects', async () => {
    const { outcome, heard } = await ask([[5, 0], CONNECTED]);
    expect(outcome).toBe('agreed');
    expect(heard[1]?.subarray(5, 16).toString()).toBe('api.example');
  });

  it('is given user and password where it wants them', async () => {
    const { outcome, heard } = await ask([[5, 2], [1, 0], CONNECTED], { authorization: LOGIN });
    expect(outcome).toBe('agreed');
    expect(heard[1]?.toString('latin1')).toBe('\u0001\u0003joe\u0006secret');
  });

  it('that wants a log-in which it is not given, or does not take, says so', async () => {
    expect(await ask([[5, 255]])).toMatchObject({ outcome: 'refused', logIn: true });
    expect(
      await ask(
        [
          [5, 2],
          [1, 1],
        ],
        { authorization: LOGIN },
      ),
    ).toMatchObject({ outcome: 'refused', logIn: true });
  });

  it('that does not get there says why', async () => {
    const answer = await ask([
      [5, 0],
      [5, 5, 0, 1, 0, 0, 0, 0, 0, 0],
    ]);
    expect(answer).toMatchObject({ outcome: 'refused', logIn: false, said: 'SOCKS: connection refused' });
  });

  it('of the older kind is asked by name, too', async () => {
    expect(await ask([[0, 0x5a, 0, 0, 0, 0, 0, 0]], { version: 4 })).toMatchObject({ outcome: 'agreed' });
    expect(await ask([[0, 0x5b, 0, 0, 0, 0, 0, 0]], { version: 4 })).toMatchObject({ outcome: 'refused' });
  });

  it('is none where something else answers, or nobody', async () => {
    expect(await ask([[...Buffer.from('HTTP/1.1 400 Bad Request')]])).toMatchObject({ outcome: 'garbled' });
    expect(await ask([])).toMatchObject({ outcome: 'closed' });
  });
});
