import { Duplex } from 'node:stream';
import type { DialFailure } from '../exchange/dialler.ts';
import type { Datagrams, Protocol } from './pipe-tools.ts';
import { isConnected, isTalk } from './pipe-words.ts';

/** Two writes closer together than this may reach a pipe tool as one, and leave it as one datagram. Milliseconds. */
const APART_MS = 50;

/** What the command behind a tunnel said on standard error; the engine adapter's tunnels have it. */
function saidBy(tunnel: Duplex): string {
  const said: unknown = 'stderrText' in tunnel ? tunnel.stderrText : '';
  return typeof said === 'string' ? said : '';
}

/**
 * A pipe tool's standard input and output as the connection they stand for: the tool's failure becomes a DialFailure,
 * for udp each write is one datagram (`datagrams` says how the tool is told so), and where the tool frames its datagrams
 * each comes as one chunk. `connect` is emitted where the tool says that it is connected.
 */
export function pipeStream(
  tunnel: Duplex,
  protocol: Protocol,
  datagrams: Datagrams,
  failureOf: (said: string) => DialFailure,
): Duplex {
  const framing = protocol === 'udp' ? datagrams : null;
  const frames = framing === 'framed' ? new FrameReader() : null;
  let received = false;
  let lastWrite = 0;

  const stream = new Duplex({
    allowHalfOpen: true,
    read() {
      tunnel.resume();
    },
    write(chunk: Buffer, _encoding, callback) {
      if (framing === 'framed' || framing === 'lines') {
        tunnel.write(framing === 'framed' ? behindItsLength(chunk) : asLine(chunk), callback);
        return;
      }
      const wait = framing === 'apart' ? Math.max(0, lastWrite + APART_MS - Date.now()) : 0;
      const send = (): void => {
        lastWrite = Date.now();
        tunnel.write(chunk, callback);
      };
      if (wait === 0) send();
      else setTimeout(send, wait);
    },
    final(callback) {
      tunnel.end(() => callback());
    },
    destroy(error, callback) {
      tunnel.destroy();
      callback(error);
    },
  });

  tunnel.on('data', (chunk: Buffer) => {
    received = true;
    const parts = frames ? frames.take(chunk) : [chunk];
    for (const part of parts) {
      if (!stream.push(part)) tunnel.pause();
    }
  });
  // It may fail before whoever asked for it has begun to listen; they see it by `errored`.
  stream.on('error', () => undefined);
  let connected = false;
  tunnel.on('said', (said: string) => {
    if (connected || !isConnected(said)) return;
    connected = true;
    stream.emit('connect');
  });
  tunnel.on('end', () => {
    const said = saidBy(tunnel);
    const failure = said === '' ? null : failureOf(said);
    // A tool that said something unknown and passed bytes on has only been talkative.
    if (failure && (failure.kind !== 'tool' || !received) && !onlyGreets(said)) stream.destroy(failure);
    else stream.push(null);
  });
  tunnel.on('error', (error) => stream.destroy(failureOf(saidBy(tunnel) || error.message)));
  tunnel.on('close', () => {
    if (!stream.readableEnded && !stream.destroyed) stream.push(null);
  });
  return stream;
}

function behindItsLength(datagram: Buffer): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(datagram.length);
  return Buffer.concat([head, datagram]);
}

/** A datagram as a line for printf's %b: every byte as an octal escape, so that nothing of it means anything. */
function asLine(datagram: Buffer): string {
  let line = '';
  for (const byte of datagram) line += `\\0${byte.toString(8).padStart(3, '0')}`;
  return `${line}\n`;
}

/** Tools that say only that they are connected. */
function onlyGreets(said: string): boolean {
  return said.split('\n').every((line) => line.trim() === '' || isTalk(line));
}

/** Takes length-prefixed datagrams out of a byte stream. */
class FrameReader {
  #held: Buffer = Buffer.alloc(0);

  take(chunk: Buffer): Buffer[] {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const datagrams: Buffer[] = [];
    while (this.#held.length >= 2) {
      const length = this.#held.readUInt16BE(0);
      if (this.#held.length < 2 + length) break;
      datagrams.push(this.#held.subarray(2, 2 + length));
      this.#held = this.#held.subarray(2 + length);
    }
    return datagrams;
  }
}
