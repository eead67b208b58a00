import type { Answer, ContainerDetails, Engine, ImageDetails, Unavailable } from '../engine/engine.ts';
import type { TargetFacts } from '../target/target.ts';
import { byHandRun } from './by-hand.ts';
import { mayPass, resolverEnvironment } from './environment.ts';
import { type ImageContents, throughLoader } from './image-contents.ts';
import { keeperOfTargetImage } from './keeper.ts';
import { nameOfImage } from './references.ts';
import { KEEP_BYTES, runEvidence } from './run-evidence.ts';
import type { MadeFor, SessionContainers } from './session-containers.ts';
import { joinedSpec } from './sidecar-spec.ts';
import { measureStartCost } from './start-cost.ts';
import type { TargetChanges } from './target-changes.ts';
import { type Life, lifeOf, sameLife } from './target-life.ts';
import type { TierUnavailable } from './tier-rules.ts';
import { resolverUntouched } from './untouched.ts';
import type { ViewCommand, ViewResult } from './views.ts';

/** What of the target's image may run in its network: programs that look things up and nothing else. */
const NAMED_TOOLS: ReadonlySet<string> = new Set(['getent', 'nslookup', 'host', 'dig']);

const NOTHING = ['getent', 'ahosts', '127.0.0.1'];

export interface TargetProbeOptions {
  readonly engine: Engine;
  readonly own: SessionContainers;
  readonly target: TargetFacts;
  readonly image: ImageDetails;
  readonly contents: ImageContents;
  readonly changes: TargetChanges;
  readonly ttlSeconds: number;
}

/** A kept probe for look-ups one after the other. */
interface KeptProbe {
  readonly containerId: string;
  readonly life: Life;
  startCostMs(): Promise<number>;
}

/** What the target's own libc, nsswitch and hosts answer. */
export interface TargetProbe {
  /** `container`: the target as just inspected. */
  run(command: ViewCommand, container: ContainerDetails): Promise<Answer<ViewResult>>;
}

/**
 * Runs a named tool of the target's image in a container from that image ID in the target's network: uid 65534, no
 * capabilities, started by naming the libc's loader. It is what the target's own resolver does as long as nothing of
 * libc and resolver was changed since the image; else the answer is unavailable and says what was.
 */
export function createTargetProbe(options: TargetProbeOptions): TargetProbe {
  const { engine, own, target, image, contents, changes, ttlSeconds } = options;
  let kept: { life: Life; withVolumes: boolean; answer: Promise<Answer<KeptProbe> | null> } | null = null;
  let oneOff: Promise<number> | null = null;
  const ref = nameOfImage(image, target.image.ref);
  const about: MadeFor = {
    tier: 'network',
    image: { ref, id: image.id },
    libc: target.libc,
    libcMatched: true,
    chosenBecause: 'it is the target’s own image; libc and resolver files are unchanged since',
  };

  const specFor = (
    container: ContainerDetails,
    argv: readonly string[],
    env: readonly string[],
    withVolumes: boolean,
  ) =>
    joinedSpec(container, 'network', {
      role: 'probe',
      imageId: image.id,
      imageEnv: image.env,
      argv,
      env: [...resolverEnvironment(container.env), ...env],
      withVolumes,
    });

  async function keep(container: ContainerDetails, withVolumes: boolean): Promise<Answer<KeptProbe> | null> {
    const keeper = await keeperOfTargetImage(contents);
    if (keeper === null) return null;
    const started = await own.start(specFor(container, keeper.argv(ttlSeconds), [], withVolumes), about);
    if (!started.ok) return started;
    const nothing = await toolArgv(NOTHING);
    const argv = nothing.ok ? nothing.value : keeper.argv(0);
    let cost: Promise<number> | null = null;
    const startCostMs = (): Promise<number> => {
      cost ??= measureStartCost((limits) => engine.execOwn(started.value, { argv }, limits));
      return cost;
    };
    return { ok: true, value: { containerId: started.value, life: lifeOf(container), startCostMs } };
  }

  async function keptFor(container: ContainerDetails, withVolumes: boolean): Promise<Answer<KeptProbe> | null> {
    if (kept && sameLife(kept.life, lifeOf(container)) && kept.withVolumes === withVolumes) return kept.answer;
    const old = kept?.answer;
    const answer = (async () => {
      const before = await old;
      if (before?.ok) await own.remove(before.value.containerId);
      return keep(container, withVolumes);
    })();
    const mine = { life: lifeOf(container), withVolumes, answer };
    kept = mine;
    const made = await answer.catch((): null => null);
    if (!made?.ok && kept === mine) kept = null;
    return made;
  }

  async function toolArgv(argv: readonly string[]): Promise<Answer<string[]>> {
    const [name = '', ...args] = argv;
    const plain = name.slice(name.lastIndexOf('/') + 1);
    if (!NAMED_TOOLS.has(plain))
      return refused(`${name} is not among what may run of the target’s image in its network`);
    const program = await contents.find(name);
    if (!program) return missing(`the target’s image has no ${plain}`);
    const start = throughLoader(program, await contents.architecture());
    if (start === null) {
      return refused(
        `${program.path} of the target’s image is not started by its libc’s own loader: it is not run in its network`,
      );
    }
    return { ok: true, value: [...start, ...args] };
  }

  async function preconditions(
    command: ViewCommand,
    container: ContainerDetails,
  ): Promise<Answer<{ withVolumes: boolean }>> {
    for (const needed of command.needs) {
      if (!(await contents.find(needed))) return missing(`the target’s image has no ${needed}`);
    }
    const list = await changes.list();
    if (!list.ok) return list;
    const { changed, needsVolumes } = resolverUntouched(container, list.value);
    if (changed !== '') return needsPtrace(`${changed}: a probe from the image would not look up as the target does`);
    if (await contents.find('/etc/ld.so.preload'))
      return needsPtrace('the image preloads libraries into every program');
    return { ok: true, value: { withVolumes: needsVolumes } };
  }

  return {
    async run(command, container) {
      const argv = await toolArgv(command.argv);
      if (!argv.ok) return argv;
      const ready = await preconditions(command, container);
      if (!ready.ok) return ready;
      const { withVolumes } = ready.value;
      const env = command.env.filter(mayPass);
      const limits = { timeoutMs: command.timeoutMs, keepBytes: KEEP_BYTES, signal: command.signal };
      const spec = specFor(container, argv.value, env, withVolumes);
      const probe = await keptFor(container, withVolumes);
      if (probe && !probe.ok) return probe;
      const result = probe
        ? await engine.execOwn(probe.value.containerId, { argv: argv.value, env }, limits)
        : await own.run(spec, about, limits);
      if (!result.ok) {
        if (result.kind === 'gone') kept = null;
        return result;
      }
      const startCostMs = probe ? await probe.value.startCostMs() : await oneOffCost(container);
      const byHand = byHandRun(engine.info, spec, { target: container.name, image: ref });
      const evidence = runEvidence(command, result.value, { ref, id: image.id }, byHand);
      return { ok: true, value: { evidence, libcMatched: target.libc.family === 'static' ? null : true, startCostMs } };
    },
  };

  async function oneOffCost(container: ContainerDetails): Promise<number> {
    oneOff ??= measureOneOff(container);
    return oneOff;
  }

  async function measureOneOff(container: ContainerDetails): Promise<number> {
    const argv = await toolArgv(NOTHING);
    if (!argv.ok) return 0;
    return measureStartCost((limits) => own.run(specFor(container, argv.value, [], false), about, limits));
  }
}

function refused(reason: string): Unavailable {
  return { ok: false, kind: 'refused', reason, toCheckIt: 'look it up from the matched debug container instead' };
}

function missing(reason: string): TierUnavailable {
  const toCheckIt = 'look it up from the matched debug container, or through the target’s root: --allow ptrace';
  return { ok: false, kind: 'missing', reason, toCheckIt, tier: 'ptrace' };
}

function needsPtrace(reason: string): TierUnavailable {
  return {
    ok: false,
    kind: 'unsupported',
    reason,
    toCheckIt: 'look through the target’s own root: --allow ptrace',
    tier: 'ptrace',
  };
}
