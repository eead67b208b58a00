import type { DebugConfig } from '../../debug/config.ts';
import { ageDays, FRESH_DAYS, toolkitOf } from '../../debug/toolkit/labels.ts';
import type { ContainerSummary, Engine } from '../../engine/engine.ts';
import { bad, type Check, ok, warning } from './check.ts';
import { messageOf } from './local-checks.ts';

/** What of readiness the engine tells, nothing run. Never throws. */
export async function engineChecks(engine: Engine, debug: DebugConfig): Promise<Check[]> {
  const first = [engineCheck(engine), await permissionCheck(engine), clockCheck(engine), await leftoverCheck(engine)];
  const matches = await matchChecks(engine, debug);
  return [...first, await toolkitCheck(engine, matches.running > 0 && matches.allMatched), ...matches.checks];
}

function engineCheck({ info }: Engine): Check {
  const { name, version, apiVersion, host, context, rootless, architecture } = info;
  const kind = [architecture, `API ${apiVersion}`, ...(rootless ? ['rootless'] : [])].join(', ');
  return ok('engine', `${name} ${version} (${kind}) at ${context === null ? host : `${host}, context ${context}`}`);
}

async function permissionCheck(engine: Engine): Promise<Check> {
  const id = 'permissions';
  try {
    const containers = await engine.listContainers();
    await engine.listImages();
    const events = await engine.events({ sinceMs: 1000 });
    const running = containers.filter(({ state }) => state === 'running').length;
    const text = `it lets us list ${counted(containers.length)} (${running} running) and images`;
    if (!events.ok) return warning(id, `${text}; events: ${events.reason}`, events.toCheckIt);
    return ok(id, text);
  } catch (error) {
    return bad(id, messageOf(error), 'let this user talk to the engine');
  }
}

function counted(containers: number): string {
  return `${containers} ${containers === 1 ? 'container' : 'containers'}`;
}

const SKEW_MS = 2_000;
/** From here on certificates and time-outs are judged wrong. */
const BAD_SKEW_MS = 60_000;

function clockCheck({ info }: Engine): Check {
  const skew = info.clockSkewMs;
  if (skew === null) return warning('clock', 'the engine does not tell its time', '');
  const text = `the engine's clock is ${Math.abs(skew) < SKEW_MS ? 'ours' : `off ours by ${(skew / 1000).toFixed(1)} s`}`;
  if (Math.abs(skew) < SKEW_MS) return ok('clock', text);
  const todo = 'see which of the two is wrong: chronyc tracking, timedatectl';
  return Math.abs(skew) < BAD_SKEW_MS ? warning('clock', text, todo) : bad('clock', text, todo);
}

async function leftoverCheck(engine: Engine): Promise<Check> {
  try {
    const { sortByExpiry } = await import('../../debug/sweep.ts');
    const { expired, live } = sortByExpiry(await engine.listOwn(), Date.now() + (engine.info.clockSkewMs ?? 0));
    if (expired.length > 0)
      return warning('leftovers', `still there of earlier sessions: ${counted(expired.length)}`, 'walkdown sweep');
    return ok('leftovers', live.length === 0 ? 'nothing of ours is on it' : `${counted(live.length)} of live sessions`);
  } catch (error) {
    return warning('leftovers', messageOf(error), '');
  }
}

/** Without toolkits it is ready all the same where other images serve everything that runs. */
export async function toolkitCheck(engine: Engine, othersServe: boolean): Promise<Check> {
  const id = 'toolkits';
  try {
    const toolkits = (await engine.listImages()).map(toolkitOf).filter((one) => one !== null);
    const libcs = (['musl', 'glibc'] as const).filter((libc) => !toolkits.some((one) => one.libc === libc));
    const build = libcs.map((libc) => `walkdown toolkit build ${libc}`).join(' && ');
    if (toolkits.length === 0) {
      const none = 'no toolkit is on the engine';
      return othersServe ? warning(id, `${none}; other images serve what runs now`, build) : bad(id, none, build);
    }
    const names = toolkits.map((one) => `${one.libc} ${one.version} (${ageDays(one, new Date())} days)`).join(', ');
    const old = toolkits.filter((one) => ageDays(one, new Date()) > FRESH_DAYS);
    if (libcs.length > 0) return warning(id, `${names}; none for ${libcs.join(', ')}`, build);
    if (old.length > 0) return warning(id, `${names}: older than ${FRESH_DAYS} days`, 'walkdown toolkit build again');
    return ok(id, names);
  } catch (error) {
    return bad(id, messageOf(error), '');
  }
}

/** Of the running containers' images, so many are looked at. */
const MOST_IMAGES = 40;
const SIDE_BY_SIDE = 3;

interface Matches {
  readonly running: number;
  /** Each that was looked at, and none was left out. */
  readonly allMatched: boolean;
  readonly checks: readonly Check[];
}

/** Which running containers would have no matched debug image: one line, and one for each that would not. */
async function matchChecks(engine: Engine, debug: DebugConfig): Promise<Matches> {
  const id = 'matches';
  let running: ContainerSummary[];
  try {
    running = (await engine.listContainers()).filter(
      (one) => one.state === 'running' && one.labels['io.walkdown.session'] === undefined,
    );
  } catch (error) {
    return { running: 0, allMatched: false, checks: [bad(id, messageOf(error), '')] };
  }
  const byImage = new Map<string, ContainerSummary[]>();
  for (const one of running) byImage.set(one.imageId, [...(byImage.get(one.imageId) ?? []), one]);
  const groups = [...byImage.values()].slice(0, MOST_IMAGES);
  const checks: Check[] = [];
  const waiting = [...groups];
  const work = async (): Promise<void> => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      const check = await matchCheck(engine, debug, group);
      if (check !== null) checks.push(check);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  if (checks.length > 0) return { running: running.length, allMatched: false, checks };
  const left = byImage.size - groups.length;
  const more = left > 0 ? `; ${left} more images were not looked at` : '';
  const text =
    running.length === 0
      ? 'no container is running'
      : `every running container (${running.length}) would have a matched debug image${more}`;
  return { running: running.length, allMatched: left <= 0, checks: [ok(id, text)] };
}

/** Null where there is a match. */
async function matchCheck(
  engine: Engine,
  debug: DebugConfig,
  group: readonly ContainerSummary[],
): Promise<Check | null> {
  const [first] = group;
  if (first === undefined) return null;
  const names = `${group
    .slice(0, 3)
    .map(({ name }) => name)
    .join(', ')}${group.length > 3 ? ` and ${group.length - 3} more` : ''}`;
  try {
    const { missing, libc } = await planOf(engine, debug, first.id);
    if (missing === null) return null;
    return bad('matches', `${names} (${libc}) would have no matched debug image: ${missing.reason}`, missing.toGetIt);
  } catch (error) {
    // It may have ended meanwhile.
    return warning('matches', `${names}: ${messageOf(error)}`, '');
  }
}

interface Plan {
  readonly libc: string;
  readonly missing: { readonly reason: string; readonly toGetIt: string } | null;
}

async function planOf(engine: Engine, debug: DebugConfig, id: string): Promise<Plan> {
  const [{ identifyTarget }, { createDebugViews }, { stateDir }] = await Promise.all([
    import('../../target/identify.ts'),
    import('../../debug/views-of-target.ts'),
    import('../../session/places.ts'),
  ]);
  const identified = await identifyTarget(engine, id);
  const { facts, container, image, reading } = identified;
  const views = createDebugViews({
    engine,
    target: facts,
    container,
    image,
    config: debug,
    ttlSeconds: 120,
    allowedTiers: new Set(['engine']),
    onNotice: () => undefined,
    files: reading.files,
    stateDir: stateDir(),
  });
  try {
    const { missing, containers } = await views.plan(['network']);
    const libc = `${facts.libc.family}${facts.libc.version === null ? '' : ` ${facts.libc.version}`}`;
    const unmatched = containers.find(({ role, libcMatched }) => role === 'sidecar' && libcMatched === false);
    if (missing[0]) return { libc, missing: missing[0] };
    if (!unmatched) return { libc, missing: null };
    const toGetIt = `walkdown toolkit build ${facts.libc.family === 'musl' ? 'musl' : 'glibc'}`;
    return { libc, missing: { reason: `the best is ${unmatched.imageRef}, which is of another libc`, toGetIt } };
  } finally {
    await views.close();
    await reading.files.close();
  }
}
