import type { DebugConfig } from '../../debug/config.ts';
import type { ViewCommand } from '../../debug/views.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Tier } from '../../session/evidence.ts';
import { bad, type Check, ok } from './check.ts';
import { messageOf } from './local-checks.ts';

/** How long the throw-away container may stay, whatever happens to us, in seconds. */
const LIFE_SECONDS = 120;
const NOBODY = '65534:65534';

const COMMANDS: readonly Pick<ViewCommand, 'what' | 'view' | 'tier' | 'argv' | 'needs'>[] = [
  { what: 'a command in a probe of its image', view: 'image', tier: 'image', argv: ['true'], needs: ['true'] },
  {
    what: 'a command in its network',
    view: 'sidecar',
    tier: 'network',
    argv: ['cat', '/proc/net/dev'],
    needs: ['cat'],
  },
  {
    what: 'a command among its processes',
    view: 'sidecar',
    tier: 'process',
    argv: ['cat', '/proc/1/limits'],
    needs: ['cat'],
  },
];

/** Each tier once, against a throw-away container of ours made from an image that is on the engine. Never throws. */
export async function dryRun(engine: Engine, debug: DebugConfig, ref: string): Promise<Check[]> {
  const image = await engine.inspectImage(ref);
  if (!image.ok) return [bad('dry-run', `${ref}: ${image.reason}`, 'name an image that is on the engine')];
  const made = await engine.startOwn({
    role: 'clone',
    imageId: image.value.id,
    argv: ['sleep', String(LIFE_SECONDS)],
    env: [],
    user: NOBODY,
    capabilities: [],
    labels: {},
    tmp: false,
    stdin: false,
    lifeSeconds: LIFE_SECONDS,
  });
  if (!made.ok)
    return [bad('dry-run', `no container could be made from ${ref}: ${made.reason}`, 'name an image that has sleep')];
  try {
    const state = await engine.inspectContainer(made.value);
    if (!state.ok || state.value.state !== 'running')
      return [bad('dry-run', `a container made from ${ref} ends at once`, 'name an image that has sleep')];
    return await tryTiers(engine, debug, made.value);
  } catch (error) {
    return [bad('dry-run', messageOf(error), '')];
  } finally {
    await engine.removeOwn(made.value).catch(() => undefined);
  }
}

async function tryTiers(engine: Engine, debug: DebugConfig, containerId: string): Promise<Check[]> {
  const [{ identifyTarget }, { createDebugViews }, { stateDir }] = await Promise.all([
    import('../../target/identify.ts'),
    import('../../debug/views-of-target.ts'),
    import('../../session/places.ts'),
  ]);
  const { facts, container, image, reading } = await identifyTarget(engine, containerId);
  const views = createDebugViews({
    engine,
    target: facts,
    container,
    image,
    config: debug,
    ttlSeconds: LIFE_SECONDS,
    allowedTiers: new Set<Tier>(['engine', 'image', 'network', 'process']),
    onNotice: () => undefined,
    files: reading.files,
    stateDir: stateDir(),
  });
  try {
    const checks: Check[] = [];
    for (const command of COMMANDS) {
      const began = performance.now();
      const answer = await views.run({ ...command, env: [], matched: false, timeoutMs: 20_000 });
      const id = `dry-run ${command.tier}`;
      if (!answer.ok) {
        checks.push(bad(id, `${command.what}: ${answer.reason}`, answer.toCheckIt));
        continue;
      }
      const { exitCode, timedOut, stderr } = answer.value.evidence;
      const took = `${((performance.now() - began) / 1000).toFixed(1)} s`;
      if (exitCode === 0) checks.push(ok(id, `${command.what} worked (${took})`));
      else
        checks.push(
          bad(id, `${command.what}: ${timedOut ? 'no end' : `exit ${exitCode}`} ${stderr.slice(0, 120)}`, ''),
        );
    }
    return checks;
  } finally {
    await views.close();
    await reading.files.close();
  }
}
