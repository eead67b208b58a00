import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { Answered, ask, type Question, unavailable } from './answers.ts';
import { endExec, type RunningExec } from './end-exec.ts';
import type { Answer, CommandResult, RunLimits } from './engine.ts';
import { asFlag, asNumber, asObject, asText } from './json.ts';
import type { OwnContainers, OwnRecord } from './own-containers.ts';
import type { OwnLives } from './own-life.ts';
import { collectOutput, neverRan, stopAfter } from './own-output.ts';
import { type Wire, WireFailure } from './wire.ts';

/** A command for a container of ours. */
export interface OwnCommand {
  readonly argv: readonly string[];
  readonly env?: readonly string[];
  readonly user?: string;
}

/** Finds the program that ends a command by itself, should nobody be left to end it: the words to put before it. */
export type TimeGuard = (record: OwnRecord, timeoutMs: number) => Promise<readonly string[]>;

export interface ExecContext {
  readonly wire: Wire;
  readonly containers: OwnContainers;
  readonly guard: TimeGuard;
  readonly lives: OwnLives;
}

/** Begins a command; its streams are a connection from here on. */
export async function beginExec(
  context: ExecContext,
  record: OwnRecord,
  command: OwnCommand,
  mode: { stdin: boolean; timeoutMs: number | null },
): Promise<{ exec: RunningExec; stream: Duplex }> {
  const mark = `WALKDOWN_EXEC=${randomBytes(12).toString('hex')}`;
  const guard = mode.timeoutMs === null ? [] : await context.guard(record, mode.timeoutMs);
  const made = asObject(
    await context.wire.json({
      method: 'POST',
      path: `/containers/${record.id}/exec`,
      body: {
        AttachStdin: mode.stdin,
        AttachStdout: true,
        AttachStderr: true,
        Tty: false,
        Privileged: false,
        Cmd: [...guard, ...command.argv],
        // Whatever the command starts inherits the mark: that is how all of it is found again.
        Env: [...(command.env ?? []), mark],
        ...(command.user === undefined ? {} : { User: command.user }),
      },
    }),
  );
  const id = asText(made.Id);
  if (!/^[0-9a-f]{64}$/.test(id)) throw new Error('the engine made a command and did not say which');
  const exec: RunningExec = { id, mark, user: command.user };
  try {
    const stream = await context.wire.hijack({
      method: 'POST',
      path: `/exec/${id}/start`,
      body: { Detach: false, Tty: false },
    });
    return { exec, stream };
  } catch (error) {
    // Without an answer nobody knows whether it runs.
    if (!(error instanceof WireFailure) || error.kind !== 'status') {
      await endExec(context.wire, context.containers, record, exec);
    }
    throw error;
  }
}

/**
 * Runs a command in a started container of ours. At its time limit, or when it is cancelled, everything it started is
 * killed inside the container; where that cannot be done or does not help, the container is removed. Only then the
 * result comes.
 */
export function execOwn(
  context: ExecContext,
  containerId: string,
  command: OwnCommand,
  limits: RunLimits,
  stdin?: Buffer,
): Promise<Answer<CommandResult>> {
  const words = command.argv.join(' ');
  const question: Question = {
    what: `running ${words}`,
    toCheckIt: `docker exec ${containerId.slice(0, 12)} ${words}`,
  };
  return ask(question, async () => {
    const record = await context.containers.own(containerId, question);
    if (limits.signal?.aborted) return neverRan();
    return context.containers.track(execIn(context, record, command, limits, stdin, question));
  });
}

async function execIn(
  context: ExecContext,
  record: OwnRecord,
  command: OwnCommand,
  limits: RunLimits,
  stdin: Buffer | undefined,
  question: Question,
): Promise<CommandResult> {
  const startedAt = new Date();
  const from = performance.now();
  const { exec, stream } = await beginExec(context, record, command, {
    stdin: stdin !== undefined,
    timeoutMs: limits.timeoutMs,
  });
  const output = collectOutput(stream, limits);
  const stop = stopAfter(limits.timeoutMs, limits.signal);
  try {
    if (stdin !== undefined) stream.end(stdin);
    const gone = context.lives.ended(record).then(() => 'gone' as const);
    const ended = (): Answered =>
      new Answered(unavailable('gone', `${question.what}: our container ended meanwhile`, question.toCheckIt));
    const first = await Promise.race([output.ended, stop.why, gone]);
    if (first === 'gone') throw ended();
    const durationMs = performance.now() - from;
    if (first !== undefined) {
      await endExec(context.wire, context.containers, record, exec);
      await output.endedWithin(500);
      return output.result({
        exitCode: null,
        timedOut: first === 'timeout',
        cancelled: first === 'cancel',
        startedAt,
        durationMs,
      });
    }
    const exitCode = await exitStatus(context.wire, exec.id);
    if (exitCode === null) {
      // The connection ended and the command did not: it must not run on unseen.
      await endExec(context.wire, context.containers, record, exec);
      throw new Error('the connection to the command broke');
    }
    // Its container's end kills a command first, and is told a moment later.
    if (exitCode === KILLED && (await Promise.race([gone, soon()])) === 'gone') throw ended();
    const result = output.result({ exitCode, timedOut: false, cancelled: false, startedAt, durationMs });
    const missing = programMissing(result, command.argv[0] ?? '');
    if (missing !== null)
      throw new Answered(unavailable('missing', `${question.what}: ${missing}`, question.toCheckIt));
    return result;
  } finally {
    stop.end();
    stream.destroy();
  }
}

/** 128 and SIGKILL. */
const KILLED = 137;

function soon(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 500).unref());
}

/** The status is written a moment after the streams end; null when the command still runs. */
async function exitStatus(wire: Wire, execId: string): Promise<number | null> {
  for (let pause = 5; pause < 1_000; pause *= 2) {
    const state = asObject(await wire.json({ method: 'GET', path: `/exec/${execId}/json` }));
    if (!asFlag(state.Running)) return asNumber(state.ExitCode);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return null;
}

/** A program that is not there is told by the engine in the command's own output, or by the guard before it. */
export function programMissing(
  result: Pick<CommandResult, 'exitCode' | 'stdout' | 'stderr'>,
  program: string,
): string | null {
  if (result.exitCode !== 126 && result.exitCode !== 127) return null;
  const dockerSaid = /^OCI runtime exec failed: /.test(result.stdout) ? result.stdout : '';
  const podmanSaid = /^Error: \S*(runc|crun): (exec failed|executable file)/.test(result.stderr) ? result.stderr : '';
  const guardSaid = /^\S*timeout: (failed to run command|can't execute)/.test(result.stderr) ? result.stderr : '';
  const said = dockerSaid || podmanSaid || guardSaid;
  if (said === '') return null;
  return /permission denied/i.test(said)
    ? `${program} may not be executed there`
    : `there is no ${program} in our container`;
}
