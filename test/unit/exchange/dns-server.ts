import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import dnsPacket, { type Answer, type DecodedPacket } from 'dns-packet';

/** What a server does with one question: bytes to send back, after a while, or nothing. */
interface Behaviour {
  readonly reply: Buffer | null;
  readonly afterMs?: number;
}

export type Decide = (
  question: { name: string; type: string },
  query: DecodedPacket,
  transport: 'udp' | 'tcp',
) => Behaviour | Behaviour[];

/** A reply with these answers. */
export function reply(
  query: DecodedPacket,
  answers: Answer[],
  options: { rcode?: number; truncated?: boolean } = {},
): Buffer {
  return dnsPacket.encode({
    type: 'response',
    id: query.id,
    flags:
      dnsPacket.RECURSION_DESIRED |
      dnsPacket.RECURSION_AVAILABLE |
      (options.truncated ? dnsPacket.TRUNCATED_RESPONSE : 0) |
      (options.rcode ?? 0),
    questions: query.questions,
    answers,
  });
}

export interface TestDns {
  readonly port: number;
  readonly seen: { name: string; type: string; transport: 'udp' | 'tcp' }[];
  close(): Promise<void>;
}

export interface DnsOptions {
  readonly tcp?: boolean;
  /** Ends each connection after its first answer. */
  readonly oneEach?: boolean;
}

/** A nameserver on 127.0.0.1, over UDP and TCP of one port, that does what it is told. */
export async function startDns(decide: Decide, options: DnsOptions = {}): Promise<TestDns> {
  const seen: TestDns['seen'] = [];
  const udp = createSocket('udp4');
  const timers = new Set<NodeJS.Timeout>();
  const handle = (message: Buffer, transport: 'udp' | 'tcp', send: (bytes: Buffer) => void) => {
    const query = dnsPacket.decode(message);
    const question = query.questions?.[0];
    if (!question) return;
    seen.push({ name: question.name, type: question.type, transport });
    for (const { reply: bytes, afterMs = 0 } of [decide(question, query, transport)].flat()) {
      if (bytes) timers.add(setTimeout(() => send(bytes), afterMs));
    }
  };
  udp.on('message', (message, from) => handle(message, 'udp', (bytes) => udp.send(bytes, from.port, from.address)));
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  const port = udp.address().port;
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    let buffer = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      buffer = Buffer.concat([buffer, chunk]);
      while (buffer.length >= 2 && buffer.length >= 2 + buffer.readUInt16BE(0)) {
        const length = buffer.readUInt16BE(0);
        handle(buffer.subarray(2, 2 + length), 'tcp', (bytes) => {
          const prefix = Buffer.alloc(2);
          prefix.writeUInt16BE(bytes.length);
          const whole = Buffer.concat([prefix, bytes]);
          if (options.oneEach) socket.end(whole);
          else socket.write(whole);
        });
        buffer = buffer.subarray(2 + length);
      }
    });
  });
  if (options.tcp !== false) await new Promise<void>((resolve) => tcp.listen(port, '127.0.0.1', resolve));
  return {
    port,
    seen,
    async close() {
      for (const timer of timers) clearTimeout(timer);
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => udp.close(() => resolve()));
      if (options.tcp !== false) await new Promise<void>((resolve) => tcp.close(() => resolve()));
    },
  };
}
