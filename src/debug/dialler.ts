import type { Duplex } from 'node:stream';
import type { Answer, ContainerDetails, Engine } from '../engine/engine.ts';
import type { Dialler } from '../exchange/dialler.ts';
import { byHandRun } from './by-hand.ts';
import { pipeStream } from './pipe-stream.ts';
import { findPipeTool, type PipeTool, type Protocol } from './pipe-tools.ts';
import { dialFailureOf } from './pipe-words.ts';
import { joinedSpec } from './sidecar-spec.ts';
import type { Sidecar } from './sidecars.ts';

export interface DiallerOptions {
  readonly engine: Engine;
  /** The sidecar to open from; asked again for each connection, for the target may have restarted. */
  readonly sidecar: () => Promise<Answer<{ sidecar: Sidecar; target: ContainerDetails }>>;
  readonly first: { readonly sidecar: Sidecar; readonly target: ContainerDetails };
}

const HELP_LIMITS = { timeoutMs: 3_000, keepBytes: 8_192 };

/** Connections from inside the target's network namespace, by what the debug image has to pipe bytes with. */
export function createDialler(options: DiallerOptions): Dialler {
  const { engine, first } = options;
  const { choice } = first.sidecar.chosen;
  const tools = new Map<Protocol, Promise<PipeTool | null>>();
  const helps = new Map<string, Promise<string | null>>();

  async function helpOf(containerId: string, argv: readonly string[]): Promise<string | null> {
    const result = await engine.execOwn(containerId, { argv }, HELP_LIMITS);
    return result.ok ? `${result.value.stdout}\n${result.value.stderr}` : null;
  }

  function toolFor(protocol: Protocol, { containerId, tools: programs }: Sidecar): Promise<PipeTool | null> {
    const known = tools.get(protocol);
    if (known) return known;
    const tool = findPipeTool(programs, protocol, (argv) => {
      const key = argv.join('\0');
      const help = helps.get(key) ?? helpOf(containerId, argv);
      helps.set(key, help);
      return help;
    });
    tools.set(protocol, tool);
    tool.then(
      (found) => found ?? tools.delete(protocol),
      () => tools.delete(protocol),
    );
    return tool;
  }

  const known = new Map<Protocol, PipeTool>();
  return {
    view: 'sidecar',
    tier: 'network',
    image: { ref: choice.ref, id: choice.image.id },
    // A connection to an address involves no libc: an image that does not match sees the same.
    libcMatched: choice.match.matched === true ? true : null,
    async open(protocol, address, port, signal) {
      const at = await options.sidecar();
      if (!at.ok) return at;
      const { containerId } = at.value.sidecar;
      const tool = await toolFor(protocol, at.value.sidecar);
      if (tool === null) {
        const reason = `the debug image ${choice.ref} has nothing that pipes ${protocol} (nc, bash, socat, walkdown-pipe)`;
        return { ok: false, kind: 'missing', reason, toCheckIt: 'walkdown toolkit build' };
      }
      known.set(protocol, tool);
      const tunnel = await engine.tunnelOwn(containerId, tool.argv(protocol, address, port));
      if (!tunnel.ok) return tunnel;
      const stream = pipeStream(tunnel.value, protocol, tool.datagrams, dialFailureOf);
      if (signal?.aborted) stream.destroy();
      const abort = (): void => void stream.destroy();
      signal?.addEventListener('abort', abort, { once: true });
      stream.once('close', () => signal?.removeEventListener('abort', abort));
      // There is nothing to wait for on the way, so what is timed from here on is the answer alone.
      if (protocol === 'udp') await readyOrOver(stream);
      return { ok: true, value: stream };
    },
    byHand(protocol, address, port) {
      const argv = known.get(protocol)?.argv(protocol, address, port) ?? ['nc', address, String(port)];
      const spec = joinedSpec(first.target, 'network', {
        role: 'sidecar',
        imageId: choice.image.id,
        imageEnv: [],
        argv,
      });
      return byHandRun(engine.info, { ...spec, stdin: true }, { target: first.target.name, image: choice.ref });
    },
  };
}

const READY_LIMIT_MS = 3_000;

/** Until the pipe tool says that it passes bytes on, or it failed, or said nothing for three seconds. */
function readyOrOver(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      stream.off('connect', done);
      stream.off('close', done);
      stream.off('error', done);
      resolve();
    };
    const timer = setTimeout(done, READY_LIMIT_MS);
    stream.once('connect', done);
    stream.once('close', done);
    stream.once('error', done);
  });
}
