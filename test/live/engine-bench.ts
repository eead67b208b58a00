import { expect } from 'vitest';
import { connectEngine } from '../../src/engine/connect.ts';
import type { Engine, OwnContainerSpec } from '../../src/engine/engine.ts';
import { EngineRefused, EngineUnavailable } from '../../src/engine/errors.ts';
import type { SessionLabels } from '../../src/engine/own-labels.ts';
import { type Bench, openBench } from '../lab/containers.ts';
import { labEngine } from '../lab/engine.ts';

/** A bench, walkdown's own connection to the same engine, and images of both libcs by id. */
export interface EngineBench {
  bench: Bench;
  engine: Engine;
  session: SessionLabels;
  glibc: string;
  musl: string;
  close(): Promise<void>;
}

export async function openEngineBench(): Promise<EngineBench> {
  const bench = await openBench();
  const { host } = await labEngine();
  const session: SessionLabels = {
    session: `engine-test-${bench.run}`,
    operator: 'tester',
    incident: 'INC-7',
    target: null,
    lifeSeconds: 120,
  };
  const engine = await connectEngine({ host, labels: session });
  const idOf = async (ref: string): Promise<string> => (await bench.docker.getImage(ref).inspect()).Id;
  return {
    bench,
    engine,
    session,
    glibc: await idOf('walkdown-lab/debian:bookworm'),
    musl: await idOf('walkdown-lab/alpine-like:1'),
    async close() {
      const left = (await engine.listOwn()).filter((one) => one.labels['io.walkdown.session'] === session.session);
      for (const one of left) await engine.removeOwn(one.id);
      await engine.close();
      await bench.close();
    },
  };
}

/** A sidecar or probe of no particular kind. */
export function specOf(
  imageId: string,
  argv: readonly string[],
  more: Partial<OwnContainerSpec> = {},
): OwnContainerSpec {
  return {
    role: 'probe',
    imageId,
    argv,
    env: [],
    user: '65534:65534',
    capabilities: [],
    labels: {},
    tmp: false,
    stdin: false,
    ...more,
  };
}

/** The value of an answer; what is unavailable fails the test with its reason. */
export function got<T>(answer: { ok: true; value: T } | { ok: false; kind: string; reason: string }): T {
  if (!answer.ok) throw new Error(`${answer.kind}: ${answer.reason}`);
  return answer.value;
}

/** Whose a test's containers are, where it does not look for them itself. */
export const testLabels = {
  session: 'connect-test',
  operator: 'tester',
  incident: null,
  target: null,
  lifeSeconds: 60,
};

/** The whole way is there: questions, files, a hijacked stream whose input is closed before its output ends. */
export async function exerciseEngine(engine: Engine): Promise<void> {
  const image = got(await engine.inspectImage('walkdown-lab/alpine-like:1')).id;
  const limits = { timeoutMs: 20_000, keepBytes: 1_000 };
  const counted = got(await engine.runOwn(specOf(image, ['wc', '-c']), limits, Buffer.alloc(300_000, 'x')));
  expect(counted.stdout.trim()).toBe('300000');
  const id = got(await engine.startOwn(specOf(image, ['sleep', '60'], { role: 'sidecar' })));
  const many = await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      engine.execOwn(id, { argv: ['sh', '-c', `cat; echo ${n}`] }, limits, Buffer.from('in ')),
    ),
  );
  expect(many.map((answer) => got(answer).stdout)).toEqual(many.map((_, n) => `in ${n}\n`));
  expect(got(await engine.readFile(id, '/etc/os-release', { maxBytes: 100 })).path).toBe('/etc/os-release');
  await engine.removeOwn(id);
}

/** The message of what connecting fails with, which must be one line of a kind with exit status 3. */
export async function connectFailure(options: Parameters<typeof connectEngine>[0]): Promise<string> {
  try {
    await (await connectEngine(options)).close();
  } catch (error) {
    expect(error instanceof EngineUnavailable || error instanceof EngineRefused).toBe(true);
    expect((error as EngineUnavailable).exitStatus).toBe(3);
    expect((error as Error).message).not.toContain('\n');
    return (error as Error).message;
  }
  throw new Error('it connected');
}
