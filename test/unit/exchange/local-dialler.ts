import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { Duplex } from 'node:stream';
import type { Dialler } from '../../../src/exchange/dialler.ts';

/** A datagram socket as the far end of a pipe sees it: a write is a datagram, replies come as bytes. */
class UdpStream extends Duplex {
  readonly #socket;
  readonly #ready: Promise<void>;

  constructor(address: string, port: number) {
    super();
    this.#socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    this.#socket.on('message', (message) => this.push(message));
    this.#socket.on('error', (error) => this.destroy(error));
    this.#ready = new Promise((resolve) =>
      this.#socket.connect(port, address, () => {
        this.emit('connect');
        resolve();
      }),
    );
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#ready.then(() => this.#socket.send(chunk, (error) => done(error)));
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.close(() => done(error));
  }
}

/** Real sockets of this machine, as a dialler. `remap` sends an address and port somewhere else. */
export function localDialler(
  remap: (address: string, port: number) => { address: string; port: number } = (address, port) => ({ address, port }),
): Dialler {
  return {
    view: 'sidecar',
    tier: 'network',
    image: { ref: 'debug:test', id: 'sha256:0' },
    libcMatched: null,
    open: async (protocol, address, port) => {
      const to = remap(address, port);
      if (protocol === 'udp') return { ok: true, value: new UdpStream(to.address, to.port) };
      return { ok: true, value: connect({ host: to.address, port: to.port }) };
    },
    byHand: (protocol, address, port) =>
      `docker run --rm -i --network container:web debug:test nc ${protocol === 'udp' ? '-u ' : ''}${address} ${port}`,
  };
}
