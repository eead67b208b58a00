import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';

export interface TestServer {
  readonly port: number;
  close(): Promise<void>;
}

async function listening(server: Server, sockets: Set<Socket>): Promise<TestServer> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const OK =
  'HTTP/1.1 200 OK\r\nDate: Sat, 03 Jan 2026 10:00:00 GMT\r\nServer: test\r\nSet-Cookie: secret=1\r\nContent-Length: 0\r\n\r\n';

/** A TLS server on 127.0.0.1 that answers each request; `talk` replaces the answer. */
export async function startTls(
  options: TlsOptions,
  talk?: (socket: TLSSocket, request: string) => void,
): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const server = createServer(options, (socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      if (talk) talk(socket, chunk.toString('latin1'));
      else socket.write(OK);
    });
  });
  server.on('tlsClientError', () => {});
  server.on('connection', (socket: Socket) => sockets.add(socket));
  return listening(server, sockets);
}

/** A plain TCP server on 127.0.0.1 that does what it is told with each connection. */
export async function startTcp(connected: (socket: Socket) => void): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    connected(socket);
  });
  return listening(server, sockets);
}
