import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DialFailure, type Dialler } from '../../src/exchange/dialler.ts';
import { type Bench, openBench } from '../lab/containers.ts';
import { imageRef, muslImage } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import type { LabNetwork } from '../lab/networks.ts';
import type { Target } from '../lab/target.ts';
import { type DebugBench, got, openDebug } from './debug-bench.ts';

/** Answers what it was sent, in capitals: TCP and UDP on port 7, both families. TCP ends when the other side does. */
const ECHO = `
import socket, threading
def tcp():
    s = socket.create_server(('::', 7), family=socket.AF_INET6, dualstack_ipv6=True)
    while True:
        c, _ = s.accept()
        threading.Thread(target=serve, args=(c,)).start()
def serve(c):
    while True:
        d = c.recv(65536)
        if not d: break
        c.sendall(d.upper())
    c.sendall(b'!')
    c.close()
threading.Thread(target=tcp, daemon=True).start()
u = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
u.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
u.bind(('::', 7))
print('ready', flush=True)
while True:
    d, a = u.recvfrom(65536)
    u.sendto(b'<' + d.upper() + b'>', a)
`;

describeLive('connections from the target’s network', () => {
  let bench: Bench;
  let network: LabNetwork;
  let target: Target;
  const open: DebugBench[] = [];

  beforeAll(async () => {
    bench = await openBench();
    network = await bench.network({ ipv6: true });
    const echo = await bench.container({
      image: imageRef('debian-net:bookworm'),
      name: 'echo',
      network,
      address: 7,
      cmd: ['python3', '-c', ECHO],
    });
    target = await bench.container({ image: imageRef('scratch:1'), name: 'target', network, address: 8 });
    await echo.untilLog('ready');
  });
  afterAll(async () => {
    for (const debug of open) await debug.close();
    await bench.close();
  });

  const images: Record<string, () => Promise<string>> = {
    'busybox nc': () => muslImage(bench.docker),
    python3: () => bench.image({ name: 'python:1', from: imageRef('debian-net:bookworm'), run: ['rm /bin/bash'] }),
    bash: async () => imageRef('debian:bullseye'),
  };

  for (const [tool, image] of Object.entries(images)) {
    it(`passes bytes and datagrams by ${tool}, and tells how a connection failed`, async () => {
      const debug = await openDebug(bench, target, { config: { askedFor: await image() } });
      open.push(debug);
      const dialler = got(await debug.views.dialler());
      expect(dialler.libcMatched).toBe(null);
      for (const address of [network.address(7), network.address6(7)]) {
        expect(await converse(dialler, address)).toBe('HELLO');
        expect(await datagrams(dialler, address, ['one', '%s\\n\n\0', 'three'])).toBe('<ONE><%S\\N\n\0><THREE>');
      }
      expect(await failure(dialler, network.address(7), 9)).toBe('refused');
      expect(await failure(dialler, network.address(99), 9)).toBe('unreachable');
      expect(dialler.byHand('tcp', network.address(7), 7)).toContain(`--network container:${target.name}`);
      const { left, before, after } = await debug.close();
      expect(left).toEqual([]);
      expect(after).toEqual(before);
    });
  }
});

async function converse(dialler: Dialler, address: string): Promise<string> {
  const stream = got(await dialler.open('tcp', address, 7));
  stream.write('hello');
  const [chunk] = await once(stream, 'data');
  stream.destroy();
  return String(chunk);
}

async function datagrams(dialler: Dialler, address: string, words: readonly string[]): Promise<string> {
  const stream = got(await dialler.open('udp', address, 7));
  for (const word of words) stream.write(word);
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    if (text.split('>').length > words.length) break;
  }
  stream.destroy();
  return text;
}

async function failure(dialler: Dialler, address: string, port: number): Promise<string> {
  const stream = got(await dialler.open('tcp', address, port));
  stream.resume();
  const error = await new Promise<unknown>((resolve) => {
    stream.on('error', resolve);
    stream.on('end', () => resolve('ended in order'));
  });
  return error instanceof DialFailure ? error.kind : String(error);
}
