import { Duplex } from 'node:stream';
import { ask, type Question } from './answers.ts';
import { createDemultiplexer } from './demultiplex.ts';
import { endExec, type RunningExec } from './end-exec.ts';
import type { Answer } from './engine.ts';
import { asFlag, asObject } from './json.ts';
import { oneLine } from './one-line.ts';
import type { OwnRecord } from './own-containers.ts';
import { beginExec, type ExecContext } from './own-exec.ts';

const KEPT_STDERR = 4_096;
/** A byte pipe ends by itself when its input does; so long it is left to. */
const OWN_END_MS = 150;

/**
 * The standard input and output of a command in a container of ours, as one stream. `end()` closes the command's input
 * and its output still comes; `destroy()` ends the command. The readable side ends when the command does. Each time the
 * command says something on standard error, `said` is emitted with all of it so far.
 */
export class TunnelStream extends Duplex {
  readonly #inner: Duplex;
  readonly #onClose: () => void;
  #stderr = '';
  #begun = false;

  constructor(inner: Duplex, onClose: () => void) {
    // The far side may go on after ours has ended, and the other way round.
    super({ allowHalfOpen: true });
    this.#inner = inner;
    this.#onClose = onClose;
    const frames = createDemultiplexer((name, data) => this.#take(name, data));
    inner.on('data', (chunk: Buffer) => frames.write(chunk));
    inner.on('end', () => this.push(null));
    inner.on('error', (error) => this.destroy(error));
    inner.on('close', () => {
      if (!this.readableEnded) this.push(null);
    });
  }

  /** What the command said on standard error, the first 4 KiB of it. */
  get stderrText(): string {
    return this.#stderr;
  }

  #take(name: 'stdout' | 'stderr', data: Buffer): void {
    if (name === 'stderr') {
      this.#stderr += data.toString('utf8').slice(0, KEPT_STDERR - this.#stderr.length);
      this.emit('said', this.#stderr);
      return;
    }
    if (!this.#begun && data.subarray(0, 64).toString('latin1').startsWith('OCI runtime exec failed')) {
      this.#stderr = oneLine(data.toString('utf8'), 500);
      this.destroy(new Error(this.#stderr));
      return;
    }
    this.#begun = true;
    if (!this.destroyed && !this.push(data)) this.#inner.pause();
  }

  override _read(): void {
    this.#inner.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (this.#inner.destroyed || this.#inner.writableEnded)
      callback(new Error('the command in the container has ended'));
    else this.#inner.write(chunk, (error) => callback(error ?? null));
  }

  override _final(callback: (error?: Error | null) => void): void {
    if (this.#inner.destroyed || this.#inner.writableEnded) callback();
    else this.#inner.end(() => callback());
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#inner.destroy();
    this.#onClose();
    callback(error);
  }
}

/** Opens a tunnel: a command in a started container of ours whose standard input and output are the stream. */
export function tunnelOwn(context: ExecContext, containerId: string, argv: readonly string[]): Promise<Answer<Duplex>> {
  const words = argv.join(' ');
  const question: Question = {
    what: `opening ${words}`,
    toCheckIt: `docker exec -i ${containerId.slice(0, 12)} ${words}`,
  };
  return ask(question, async () => {
    const record = await context.containers.own(containerId, question);
    const { exec, stream } = await beginExec(context, record, { argv }, { stdin: true, timeoutMs: null });
    const tunnel = new TunnelStream(stream, () => {
      context.containers.track(endTunnel(context, record, exec)).catch(() => undefined);
    });
    void context.lives.ended(record).then(() => {
      if (!tunnel.readableEnded) tunnel.destroy(new Error('our container ended'));
    });
    return tunnel;
  });
}

/** Most tunnels are over when their input is; asking costs less than killing. */
async function endTunnel(context: ExecContext, record: OwnRecord, exec: RunningExec): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, OWN_END_MS));
  if (record.removed) return;
  const state = asObject(await context.wire.json({ method: 'GET', path: `/exec/${exec.id}/json` }));
  if (asFlag(state.Running)) await endExec(context.wire, context.containers, record, exec);
}
