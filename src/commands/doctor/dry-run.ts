import type { DebugConfig } from '../../debug/config.ts';
import type { ViewCommand } from '../../debug/views.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Tier } from '../../session/evidence.ts';
import { bad, type Check, ok, warning } from './check.ts';
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
  {
    what: 'a look through its root',
    view: 'sidecar',
    tier: 'ptrace',
    argv: ['ls', '/proc/1/root/'],
    needs: ['ls'],
  },
  {
    what: 'a second of its packets',
    view: 'sidecar',
    tier: 'capture',
    argv: 'timeout -s INT 1 tcpdump -i any -p -n -Z root -s 64 -c 1 tcp'.split(' '),
    needs: ['timeout', 'tcpdump'],
  },
  { what: 'a command in a copy of it', view: 'clone', tier: 'clone', argv: ['true'], needs: [] },
];

/** Asked for by name, and only then: without them it is ready all the same. */
const BESIDE: readonly Tier[] = ['ptrace', 'capture', 'clone'];
/** GNU's timeout says so of its own end, busybox's passes the signal's on. */
const ENDED_IN_TIME = [0, 124, 130, 143];

/**
 * Each tier that may be used once, against a throw-away container of ours made from an image that is on the engine.
 * Never throws.
 */
export async function dryRun(
  engine: Engine,
  debug: DebugConfig,
  ref: string,
  tiers: readonly Tier[],
): Promise<Check[]> {
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
    return await tryTiers(engine, debug, made.value, tiers);
  } catch (error) {
    return [bad('dry-run', messageOf(error), '')];
  } finally {
    await engine.removeOwn(made.value).catch(() => undefined);
  }
}

async function tryTiers(
  engine: Engine,
  debug: DebugConfig,
  containerId: string,
  tiers: readonly Tier[],
): Promise<Check[]> {
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
    allowedTiers: new Set<Tier>(['engine', ...tiers]),
    onNotice: () => undefined,
    files: reading.files,
    stateDir: stateDir(),
  });
  try {
    const checks: Check[] = [];
    for (const command of COMMANDS.filter(({ tier }) => tiers.includes(tier))) {
      const began = performance.now();
      const failing = BESIDE.includes(command.tier) ? warning : bad;
      const id = `dry-run ${command.tier}`;
      const wanted = { ...command, env: [], matched: false, timeoutMs: 20_000 };
      const first = await views.run(wanted);
      // Of either libc: packets are the same under both.
      const other = !first.ok && first.kind === 'missing' && command.tier === 'capture';
      const answer = other ? await views.run({ ...wanted, libc: 'other' }) : first;
      if (!answer.ok) {
        checks.push(failing(id, `${command.what}: ${answer.reason}`, answer.toCheckIt));
        continue;
      }
      const { exitCode, timedOut, stderr } = answer.value.evidence;
      const took = `${((performance.now() - began) / 1000).toFixed(1)} s`;
      const worked =
        command.tier === 'capture'
          ? ENDED_IN_TIME.includes(exitCode ?? -1) && stderr.includes('listening on ')
          : exitCode === 0;
      const ended = timedOut ? 'no end' : `exit ${exitCode}`;
      if (worked) checks.push(ok(id, `${command.what} worked (${took})`));
      else checks.push(failing(id, `${command.what}: ${ended} ${stderr.slice(0, 120)}`, ''));
    }
    return checks;
  } finally {
    await views.close();
    await reading.files.close();
  }
}
