import type { IncomingMessage } from 'node:http';
import { Answered, ask, type Question, unavailable } from './answers.ts';
import type { Answer, CommandResult, OwnContainerSpec, RunLimits } from './engine.ts';
import { asNumber, asObject, asText, parseJson } from './json.ts';
import type { OwnContainers, OwnRecord } from './own-containers.ts';
import { collectOutput, neverRan, type Output, stopAfter } from './own-output.ts';
import type { Wire } from './wire.ts';

/** Output that is on its way when a container has ended. */
const LAST_OUTPUT_MS = 2_000;

/**
 * Runs a command in a container of its own: made, listened to, started, waited for, removed. At its time limit, or when it
 * is cancelled, the container is removed with everything in it, and then the result comes.
 */
export function runOwn(
  wire: Wire,
  containers: OwnContainers,
  spec: OwnContainerSpec,
  limits: RunLimits,
  stdin?: Buffer,
): Promise<Answer<CommandResult>> {
  const command = spec.argv.join(' ');
  const question: Question = {
    what: `running ${command}`,
    toCheckIt: `docker run --rm ${spec.imageId.slice(0, 19)} ${command}`,
  };
  return ask(question, async () => {
    if (limits.signal?.aborted) return neverRan();
    // Made to its end even when it is cancelled meanwhile: else nobody would know what to remove.
    const record = await containers.make({ ...spec, stdin: stdin !== undefined }, { keeps: false, maskVolumes: false });
    try {
      if (limits.signal?.aborted) return neverRan();
      return await runMade(wire, containers, record, limits, stdin, question);
    } finally {
      // The engine removes it too; asking makes sure. Nobody waits for it but close().
      containers.remove(record.id).catch(() => undefined);
    }
  });
}

async function runMade(
  wire: Wire,
  containers: OwnContainers,
  record: OwnRecord,
  limits: RunLimits,
  stdin: Buffer | undefined,
  question: Question,
): Promise<CommandResult> {
  const path = `/containers/${record.id}`;
  // Both before it starts: a container that removes itself takes its output and its exit status along.
  const [stream, waiting] = await Promise.all([
    wire.hijack({
      method: 'POST',
      path: `${path}/attach`,
      query: { stream: '1', stdout: '1', stderr: '1', ...(stdin ? { stdin: '1' } : {}) },
    }),
    wire.stream({ method: 'POST', path: `${path}/wait`, query: { condition: 'next-exit' } }),
  ]);
  const output = collectOutput(stream, limits);
  const exit = readExit(waiting);
  exit.catch(() => undefined);
  const startedAt = new Date();
  const from = performance.now();
  try {
    await containers.start(record);
  } catch (error) {
    stream.destroy();
    waiting.destroy();
    throw error;
  }
  const stop = stopAfter(limits.timeoutMs, limits.signal);
  try {
    if (stdin !== undefined) stream.end(stdin);
    const first = await Promise.race([exit, stop.why]);
    const durationMs = performance.now() - from;
    if (typeof first === 'number') {
      await output.endedWithin(LAST_OUTPUT_MS);
      return output.result({ exitCode: first, timedOut: false, cancelled: false, startedAt, durationMs });
    }
    return await endRun(containers, record, output, { timedOut: first === 'timeout', startedAt, durationMs }, question);
  } finally {
    stop.end();
    stream.destroy();
    waiting.destroy();
  }
}

async function endRun(
  containers: OwnContainers,
  record: OwnRecord,
  output: Output,
  how: { timedOut: boolean; startedAt: Date; durationMs: number },
  question: Question,
): Promise<CommandResult> {
  try {
    await containers.remove(record.id);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Answered(
      unavailable('failed', `${question.what}: it ran too long and could not be ended: ${why}`, question.toCheckIt),
    );
  }
  await output.endedWithin(500);
  return output.result({ exitCode: null, cancelled: !how.timedOut, ...how });
}

/** The exit status that the engine sends when the container has ended. */
function readExit(response: IncomingMessage): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    response.on('data', (chunk: Buffer) => {
      if (text.length < 64_000) text += chunk.toString('utf8');
    });
    response.on('error', reject);
    response.on('close', () => reject(new Error('the engine closed the connection')));
    response.on('end', () => {
      const answer = asObject(parseJson(text));
      const status = asNumber(answer.StatusCode);
      if (status === null)
        return reject(new Error(asText(asObject(answer.Error).Message, 'the engine gave no exit status')));
      resolve(status);
    });
  });
}
