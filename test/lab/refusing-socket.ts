import { rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';

/** A socket in front of an engine's, as an authorisation plugin makes it: some calls are answered with 403. */
export interface RefusingSocket {
  readonly host: string;
  /** `POST /containers/create`, as they were refused. */
  readonly refused: string[];
  close(): Promise<void>;
}

const MESSAGE = 'authorization denied by plugin casbin: this is not allowed here';
const LONGEST_HEAD = 65_536;

/** Listens at `path`; calls whose `METHOD /path` (without the version) matches are refused, all else goes through as it is. */
export async function refusingSocket(path: string, engineSocket: string, calls: RegExp): Promise<RefusingSocket> {
  const refused: string[] = [];
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    open.add(client);
    let head = Buffer.alloc(0);
    client.on('error', () => client.destroy());
    client.on('close', () => open.delete(client));
    const onData = (chunk: Buffer): void => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0 && head.length < LONGEST_HEAD) return;
      client.off('data', onData);
      client.pause();
      const text = head.subarray(0, end).toString('latin1');
      const [method = '', target = ''] = text.split(' ', 2);
      const call = `${method} ${target.replace(/^\/v[\d.]+/, '').replace(/\?.*$/, '')}`;
      if (calls.test(call)) {
        refused.push(call);
        const body = JSON.stringify({ message: MESSAGE });
        const lines = ['HTTP/1.1 403 Forbidden', 'Content-Type: application/json', `Content-Length: ${body.length}`];
        client.end(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`);
        client.resume();
        return;
      }
      // One call a connection, so that each is looked at; a hijacked one asks for an upgrade and keeps its own.
      const once = text.replace(/^connection: *keep-alive$/im, 'Connection: close');
      const engine = connect(engineSocket);
      engine.on('error', () => client.destroy());
      client.on('close', () => engine.destroy());
      engine.write(Buffer.concat([Buffer.from(once, 'latin1'), head.subarray(end)]));
      engine.pipe(client);
      client.pipe(engine);
    };
    client.on('data', onData);
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(path, resolve);
  });
  return {
    host: `unix://${path}`,
    refused,
    async close() {
      for (const one of open) one.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(path, { force: true });
    },
  };
}
