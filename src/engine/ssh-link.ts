import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import type { EngineTransport } from './engine-address.ts';
import { oneLine } from './one-line.ts';

type SshTransport = Extract<EngineTransport, { kind: 'ssh' }>;

/** sshd allows ten sessions in one connection unless told otherwise; some room is left. */
const SESSIONS_PER_CONNECTION = 8;

/** How an engine is reached by ssh. */
export interface SshLink {
  /** For requests: each connection is `docker system dial-stdio` at the far end. */
  readonly agent: Agent;
  /** What ssh said last on standard error, as one line: why a connection failed. */
  lastWords(): string;
  close(): Promise<void>;
}

/**
 * The engine behind ssh://, by the system's own ssh, so that configuration, jump hosts, keys in hardware and known hosts
 * are the person's own. One connection carries all sessions (a control socket in a private directory, which ssh gives up by
 * itself soon after the last session); a further one is made only when it is full.
 */
export function createSshLink(transport: SshTransport, program = 'ssh'): SshLink {
  const directory = mkdtempSync(join(tmpdir(), 'walkdown-ssh-'));
  const open = new Map<SshPipe, number>();
  /** Connections that were begun, by number: some may be idle now and are ended all the same. */
  const begun = new Set([0]);
  let words = '';
  /** Something came through once: from here on the screen may be drawn, and ssh must not ask for anything on it. */
  let proven = false;

  function control(index: number): string {
    return join(directory, String(index));
  }

  function connect(): SshPipe {
    const counts = [...open.values()];
    let index = 0;
    while (counts.filter((used) => used === index).length >= SESSIONS_PER_CONNECTION) index += 1;
    begun.add(index);
    const args = sshArguments(transport, control(index), proven || index > 0);
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const pipe = new SshPipe(child, (text) => {
      words = oneLine(`${words} ${text}`.slice(-2_000), 300);
    });
    open.set(pipe, index);
    pipe.on('close', () => open.delete(pipe));
    child.stdout.once('data', () => {
      proven = true;
    });
    return pipe;
  }

  return {
    agent: new PipeAgent(connect),
    lastWords: () => words,
    async close() {
      for (const pipe of open.keys()) pipe.destroy();
      await Promise.all([...begun].map((index) => quit(program, transport, control(index))));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** ssh's command line; `quiet` forbids it to ask for anything, which it may only while nothing is drawn. */
function sshArguments(transport: SshTransport, controlPath: string, quiet: boolean): string[] {
  const far = transport.socketPath === null ? [] : ['--host', `unix://${transport.socketPath}`];
  return [
    ...controlArguments(transport, controlPath),
    '-o',
    'ControlMaster=auto',
    '-o',
    'ControlPersist=30',
    '-o',
    'ConnectTimeout=15',
    '-o',
    'ServerAliveInterval=15',
    ...(quiet ? ['-o', 'BatchMode=yes'] : []),
    '-T',
    '-a',
    '-x',
    '--',
    transport.host,
    'docker',
    ...far,
    'system',
    'dial-stdio',
  ];
}

function controlArguments(transport: SshTransport, controlPath: string): string[] {
  return [
    '-o',
    // ssh reads % in a path as a variable.
    `ControlPath=${controlPath.replaceAll('%', '%%')}`,
    ...(transport.user === null ? [] : ['-l', transport.user]),
    ...(transport.port === null ? [] : ['-p', String(transport.port)]),
  ];
}

/** Ends the shared connection; one that is gone already is no failure. */
function quit(program: string, transport: SshTransport, controlPath: string): Promise<void> {
  return new Promise((resolve) => {
    const args = [...controlArguments(transport, controlPath), '-O', 'exit', '--', transport.host];
    const child = spawn(program, args, { stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), 2_000);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    child.on('error', done);
    child.on('exit', done);
  });
}

/** A program's standard input and output as the stream that Node's HTTP client takes for a socket. */
class SshPipe extends Duplex {
  readonly #child: ChildProcess;

  constructor(child: ChildProcess, onWords: (text: string) => void) {
    super({ allowHalfOpen: true });
    this.#child = child;
    const { stdout, stdin, stderr } = child;
    stdout?.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) stdout.pause();
    });
    stdout?.on('end', () => this.push(null));
    stdout?.on('error', (error) => this.destroy(error));
    stdin?.on('error', (error) => this.destroy(error));
    stderr?.on('data', (chunk: Buffer) => onWords(chunk.toString('utf8')));
    child.on('error', (error) => this.destroy(error));
    // Not 'close': the shared connection in the background keeps standard error open.
    child.on('exit', (code) => {
      if (code !== 0 && code !== null) {
        // What it said may still be on its way.
        setImmediate(() => this.destroy(Object.assign(new Error(`ssh ended with status ${code}`), { code: 'ESSH' })));
      }
    });
  }

  override _read(): void {
    this.#child.stdout?.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#child.stdin?.write(chunk, (error) => callback(error ?? null));
  }

  override _final(callback: () => void): void {
    this.#child.stdin?.end(callback);
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#child.stdin?.destroy();
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
    if (this.#child.exitCode === null) this.#child.kill();
    callback(error);
  }

  // What the HTTP client asks of a socket besides its bytes.
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    this.#child.ref();
    return this;
  }
  /** A connection that waits for the next request does not keep the program running. */
  unref(): this {
    this.#child.unref();
    return this;
  }
}

class PipeAgent extends Agent {
  readonly #connect: () => Duplex;
  constructor(connect: () => Duplex) {
    super({ keepAlive: true });
    this.#connect = connect;
  }
  override createConnection(): Duplex {
    return this.#connect();
  }
}
