import { Duplex, PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { pipeStream } from '../../../src/debug/pipe-stream.ts';
import { type Datagrams, findPipeTool, mayPipe } from '../../../src/debug/pipe-tools.ts';
import { dialFailureOf, isConnected } from '../../../src/debug/pipe-words.ts';
import type { Tools } from '../../../src/debug/tools.ts';
import { DialFailure } from '../../../src/exchange/dialler.ts';
import { eventually } from '../../lab/wait.ts';

/** A tunnel whose far end is a command: what was written to it, and what it says. */
class FakeTunnel extends Duplex {
  readonly written: Buffer[] = [];
  stderrText = '';
  override _read(): void {}
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.written.push(chunk);
    done();
  }
  says(text: string): void {
    this.stderrText += text;
    this.emit('said', this.stderrText);
  }
}

function opened(protocol: 'tcp' | 'udp', datagrams: Datagrams) {
  const tunnel = new FakeTunnel();
  const stream = pipeStream(tunnel, protocol, datagrams, dialFailureOf);
  const got: string[] = [];
  stream.on('data', (chunk) => got.push(String(chunk)));
  return { tunnel, stream, got };
}

describe('pipeStream', () => {
  it('keeps datagrams apart where the tool frames them, however their bytes come', async () => {
    const { tunnel, stream, got } = opened('udp', 'framed');
    stream.write('hello');
    expect(tunnel.written[0]).toEqual(Buffer.from('\0\x05hello'));
    for (const part of ['\0\x02a', 'b\0', '\x01c\0\0']) tunnel.push(Buffer.from(part, 'latin1'));
    await eventually(() => expect(got.join('|')).toContain('ab|c'));
  });

  it('writes a datagram as a line where a shell passes it on', () => {
    const { tunnel, stream } = opened('udp', 'lines');
    stream.write(Buffer.from([0, 37, 92, 10, 255]));
    expect(String(tunnel.written[0])).toBe('\\0000\\0045\\0134\\0012\\0377\n');
  });

  it('keeps writes of datagrams apart in time where it does not', async () => {
    const { tunnel, stream } = opened('udp', 'apart');
    const times: number[] = [];
    for (const word of ['one', 'two', 'three']) stream.write(word, () => times.push(performance.now()));
    await eventually(() => expect(tunnel.written.map(String)).toEqual(['one', 'two', 'three']));
    await eventually(() => expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(80));
  });

  it('fails as the connection did', async () => {
    const { tunnel, stream } = opened('tcp', 'lines');
    const failed = new Promise<Error>((resolve) => stream.once('error', resolve));
    tunnel.says('nc: 10.0.0.1 (10.0.0.1:9): Connection refused\nsent 0, rcvd 0\n');
    tunnel.push(null);
    expect(await failed).toMatchObject({ name: 'DialFailure', kind: 'refused' });
  });

  it('ends in order where the tool was only talkative, and tells when it was connected', async () => {
    const { tunnel, stream, got } = opened('tcp', 'lines');
    const connected = vi.fn();
    stream.on('connect', connected);
    const ended = new Promise<void>((resolve) => stream.once('end', () => resolve()));
    tunnel.says('10.0.0.1 (10.0.0.1:80) open\n');
    expect(connected).not.toHaveBeenCalled();
    tunnel.says('connected\n');
    tunnel.push('bytes');
    tunnel.push(null);
    await ended;
    expect(connected).toHaveBeenCalledTimes(1);
    expect(got).toEqual(['bytes']);
  });

  it('does not bring the program down when it fails before anybody listens', async () => {
    const tunnel = new FakeTunnel();
    const stream = pipeStream(tunnel, 'tcp', 'apart', dialFailureOf);
    tunnel.destroy(new Error('gone'));
    await eventually(() => expect(stream.errored).toBeInstanceOf(DialFailure));
  });

  it('takes a plain stream for a tunnel', async () => {
    const stream = pipeStream(new PassThrough(), 'tcp', 'apart', dialFailureOf);
    stream.end('echo');
    let text = '';
    for await (const chunk of stream) text += String(chunk);
    expect(text).toBe('echo');
  });
});

describe('dialFailureOf', () => {
  it.each([
    ['refused connect: Connection refused\n', 'refused'],
    ['pipe: connect: Connection refused\npipe: line 1: /dev/tcp/10.0.0.1/9: Connection refused\n', 'refused'],
    ['nc: 10.0.0.9 (10.0.0.9:80): Host is unreachable\nsent 0, rcvd 0', 'unreachable'],
    ["nc: can't connect to remote host (240.0.0.1): Network is unreachable", 'unreachable'],
    ['timeout connect: Connection timed out', 'timeout'],
    ['Ncat: TIMEOUT.', 'timeout'],
    ['connected us=428\nreset receive: Connection reset by peer', 'reset'],
    ['2025/01/01 00:00:00 socat[7] N opening\n2025/01/01 00:00:00 socat[7] E connect: Connection refused', 'refused'],
    ['something else entirely', 'tool'],
    ['', 'tool'],
  ])('%j is %s', (said, kind) => {
    expect(dialFailureOf(said).kind).toBe(kind);
  });

  it('knows a connection from a greeting', () => {
    expect(isConnected('connected us=12\n')).toBe(true);
    expect(isConnected('Connection to 10.0.0.1 80 port [tcp/*] succeeded!\n')).toBe(true);
    expect(isConnected('10.0.0.1 (10.0.0.1:80) open\n')).toBe(false);
  });
});

describe('findPipeTool', () => {
  const toolsWith = (...names: string[]): Tools => ({
    start: async (name) => (names.includes(name) ? [`/bin/${name}`] : null),
  });
  const BUSYBOX =
    'BusyBox v1.36.1 multi-call binary.\nUsage: nc [OPTIONS]\n\t-e PROG\tRun PROG\n\t-u\tUDP mode\n\t-v\tVerbose\n';
  const helps = (text: string) => async () => text;

  it.each([
    [['walkdown-pipe', 'bash', 'dd'], 'walkdown-pipe'],
    [['bash', 'dd', 'nc', 'sh'], 'bash'],
    [['sh', 'nc', 'dd'], 'busybox nc'],
    [['sh', 'busybox', 'dd', 'python3'], 'busybox nc'],
    [['python3'], 'python3'],
    [['socat'], 'socat'],
  ])('of %j takes %s', async (names, expected) => {
    const tools = toolsWith(...names);
    expect((await findPipeTool(tools, 'udp', helps(BUSYBOX)))?.name).toBe(expected);
    expect(await mayPipe(tools)).toBe(true);
  });

  it('asks a program of a shared name which one it is', async () => {
    const tools = toolsWith('sh', 'nc', 'dd');
    expect((await findPipeTool(tools, 'tcp', helps('OpenBSD netcat (Debian patchlevel 1.219-1)')))?.name).toBe(
      'openbsd nc',
    );
    expect(await findPipeTool(tools, 'tcp', helps('BusyBox v1.35.0\nUsage: nc [-l] [-e PROG]\n'))).toBe(null);
    expect(await findPipeTool(tools, 'tcp', async () => null)).toBe(null);
  });

  it('passes addresses as words of their own, bracketed where a tool wants it', async () => {
    const bash = await findPipeTool(toolsWith('bash', 'dd'), 'tcp', helps(''));
    expect(bash?.argv('tcp', '2001:db8::1', 443).slice(-3)).toEqual(['tcp', '2001:db8::1', '443']);
    const socat = await findPipeTool(toolsWith('socat'), 'udp', helps(''));
    expect(socat?.argv('udp', '2001:db8::1', 53).at(-1)).toBe('UDP:[2001:db8::1]:53');
  });

  it('finds nothing where there is nothing', async () => {
    expect(await findPipeTool(toolsWith('cat', 'sh'), 'tcp', helps(''))).toBe(null);
    expect(await mayPipe(toolsWith('cat', 'sh'))).toBe(false);
  });
});
