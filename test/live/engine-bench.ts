import { connectEngine } from '../../src/engine/connect.ts';
import type { Engine, OwnContainerSpec } from '../../src/engine/engine.ts';
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
