import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_DEBUG_CONFIG, type DebugConfig } from '../../src/debug/config.ts';
import type { DebugNotice, DebugViews, ViewCommand } from '../../src/debug/views.ts';
import { createDebugViews } from '../../src/debug/views-of-target.ts';
import { connectEngine } from '../../src/engine/connect.ts';
import type { Answer, ContainerDetails, Engine, ImageDetails } from '../../src/engine/engine.ts';
import type { Tier } from '../../src/session/evidence.ts';
import { createTargetFiles } from '../../src/target/files.ts';
import { detectLibc } from '../../src/target/libc.ts';
import type { TargetFacts } from '../../src/target/target.ts';
import type { Bench } from '../lab/containers.ts';
import { labEngine } from '../lab/engine.ts';
import { oursLeft, type Target } from '../lab/target.ts';

/** The views of one target, and what came of them. */
export interface DebugBench {
  readonly engine: Engine;
  readonly views: DebugViews;
  readonly notices: DebugNotice[];
  readonly allowed: Set<Tier>;
  readonly session: string;
  readonly target: TargetFacts;
  /** Closes the views, and returns what was left on the engine; the target must be as it was. */
  close(): Promise<{ left: string[]; before: unknown; after: unknown }>;
}

const UP_TO_PROCESS: readonly Tier[] = ['engine', 'image', 'network', 'process'];

let count = 0;

/** Opens the views of a target of a bench, or of an image, as a session of its own. */
export async function openDebug(
  bench: Bench,
  of: Target | { image: string },
  options: {
    config?: Partial<DebugConfig>;
    allow?: readonly Tier[];
    ttlSeconds?: number;
    libc?: TargetFacts['libc'];
    stateDir?: string;
  } = {},
): Promise<DebugBench> {
  const { host } = await labEngine();
  count += 1;
  const session = `debug-test-${bench.run}-${process.pid}-${count}`;
  const ttlSeconds = options.ttlSeconds ?? 120;
  const labels = { session, operator: 'tester', incident: null, target: null, lifeSeconds: ttlSeconds };
  const engine = await connectEngine({ host, labels });
  const lab = 'snapshot' in of ? of : null;
  const before = lab ? await lab.snapshot() : null;
  const container = lab ? got(await engine.inspectContainer(lab.id)) : null;
  const image = got(await engine.inspectImage(container?.imageId ?? ('image' in of ? of.image : '')));
  const target = await factsOf(engine, container, image, options.libc);
  const notices: DebugNotice[] = [];
  const allowed = new Set<Tier>(options.allow ?? UP_TO_PROCESS);
  const views = createDebugViews({
    engine,
    target,
    container,
    image,
    config: { ...DEFAULT_DEBUG_CONFIG, ...options.config },
    ttlSeconds,
    allowedTiers: allowed,
    onNotice: (notice) => notices.push(notice),
    // What one test learned of an image, the next one knows: a walk does so from one incident to the next.
    stateDir: options.stateDir ?? join(tmpdir(), `walkdown-debug-tests-${process.pid}`),
  });
  return {
    engine,
    views,
    notices,
    allowed,
    session,
    target,
    async close() {
      await views.close();
      await engine.close();
      const after = lab ? await lab.snapshot().catch(() => null) : null;
      return { left: await oursLeft(bench.docker, session), before, after };
    },
  };
}

/** As much of a target's identification as choosing and matching ask for. */
async function factsOf(
  engine: Engine,
  container: ContainerDetails | null,
  image: ImageDetails,
  libc?: TargetFacts['libc'],
): Promise<TargetFacts> {
  const files = createTargetFiles(engine, container, image);
  try {
    const found = await detectLibc(files, { binary: null, architecture: image.architecture });
    return {
      kind: container ? 'container' : 'image',
      id: container?.id ?? image.id,
      name: container?.name ?? image.tags[0] ?? image.id,
      state: container?.state ?? 'image',
      running: container?.state === 'running',
      exitCode: container?.exitCode ?? null,
      oomKilled: false,
      image: {
        id: image.id,
        ref: container?.imageRef ?? image.tags[0] ?? '',
        tags: [...image.tags],
        digests: [...image.digests],
        created: image.createdAt,
        architecture: image.architecture,
      },
      engineArchitecture: engine.info.architecture,
      libc: libc ?? found.libc,
      os: { id: '', version: '', name: '' },
      user: container?.user ?? '',
      binary: '',
      endpoints: [],
      startedAt: container?.startedAt ?? null,
      restartCount: container?.restartCount ?? 0,
    };
  } finally {
    await files.close();
  }
}

/** A command of the network tier's sidecar, with what a test wants otherwise. */
export function commandOf(argv: readonly string[], more: Partial<ViewCommand> = {}): ViewCommand {
  return {
    what: argv.join(' '),
    view: 'sidecar',
    tier: 'network',
    argv,
    env: [],
    needs: [],
    matched: false,
    timeoutMs: 10_000,
    ...more,
  };
}

/** The value of an answer; what is unavailable fails the test with its reason. */
export function got<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(`${answer.kind}: ${answer.reason}`);
  return answer.value;
}
