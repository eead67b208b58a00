import type { Answer, ContainerDetails, Engine, ImageDetails } from '../engine/engine.ts';
import type { TargetFacts } from '../target/target.ts';
import { byHandRun } from './by-hand.ts';
import { mayPass, resolverEnvironment } from './environment.ts';
import type { ImageContents } from './image-contents.ts';
import { type Keeper, keeperOfTargetImage } from './keeper.ts';
import { nameOfImage } from './references.ts';
import { limitsOf, runEvidence } from './run-evidence.ts';
import type { MadeFor, SessionContainers } from './session-containers.ts';
import { joinedSpec } from './sidecar-spec.ts';
import { type StartCost, startCostOf } from './start-cost.ts';
import type { TargetChanges } from './target-changes.ts';
import { type Life, lifeOf, sameLife } from './target-life.ts';
import { looksUpAlike, namedTool } from './target-tools.ts';
import type { ViewCommand, ViewResult } from './views.ts';

/** A look-up that asks nobody. */
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

/** A kept probe for look-ups one after the other; `containerId` null: one is made for each. */
interface Probe {
  readonly containerId: string | null;
  readonly startCost: StartCost;
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
  let current: { life: Life; withVolumes: boolean; answer: Promise<Answer<Probe>> } | null = null;
  let keeping: Promise<Keeper | null> | null = null;
  const ref = nameOfImage(image, target.image.ref);
  const about: MadeFor = {
    tier: 'network',
    image: { ref, id: image.id },
    libc: target.libc,
    libcMatched: true,
    chosenBecause: 'it is the target’s own image; libc and resolver files are unchanged since',
  };

  function keeper(): Promise<Keeper | null> {
    keeping ??= keeperOfTargetImage(contents);
    return keeping;
  }

  function specFor(container: ContainerDetails, argv: readonly string[], env: readonly string[], withVolumes: boolean) {
    return joinedSpec(container, 'network', {
      role: 'probe',
      imageId: image.id,
      imageEnv: image.env,
      argv,
      env: [...resolverEnvironment(container.env), ...env],
      withVolumes,
    });
  }

  async function make(container: ContainerDetails, withVolumes: boolean): Promise<Answer<Probe>> {
    const wait = await keeper();
    const nothing = await namedTool(contents, NOTHING);
    if (wait === null) {
      const argv = nothing.ok ? nothing.value : [];
      const spec = specFor(container, argv, [], withVolumes);
      return {
        ok: true,
        value: { containerId: null, startCost: startCostOf((limits) => own.run(spec, about, limits)) },
      };
    }
    const started = await own.start(specFor(container, wait.argv(ttlSeconds), [], withVolumes), about);
    if (!started.ok) return started;
    const containerId = started.value;
    const argv = nothing.ok ? nothing.value : wait.argv(0);
    const startCost = startCostOf((limits) => engine.execOwn(containerId, { argv }, limits));
    return { ok: true, value: { containerId, startCost } };
  }

  /** The probe for this life of the target; the one before went with its namespaces. */
  async function probeFor(container: ContainerDetails, withVolumes: boolean): Promise<Answer<Probe>> {
    const life = lifeOf(container);
    if (current && sameLife(current.life, life) && current.withVolumes === withVolumes) return current.answer;
    const old = current?.answer;
    const answer = (async () => {
      const before = await old;
      if (before?.ok && before.value.containerId) await own.remove(before.value.containerId);
      return make(container, withVolumes);
    })();
    const mine = { life, withVolumes, answer };
    current = mine;
    const made = await answer;
    if (!made.ok && current === mine) current = null;
    return made;
  }

  return {
    async run(command, container) {
      const [argv, alike] = await Promise.all([
        namedTool(contents, command.argv),
        looksUpAlike(contents, changes, container, command),
        keeper(),
      ]);
      if (!argv.ok) return argv;
      if (!alike.ok) return alike;
      const { withVolumes } = alike.value;
      const probe = await probeFor(container, withVolumes);
      if (!probe.ok) return probe;
      const { containerId, startCost } = probe.value;
      const env = command.env.filter(mayPass);
      const limits = limitsOf(command);
      const spec = specFor(container, argv.value, env, withVolumes);
      const result =
        containerId === null
          ? await own.run(spec, about, limits)
          : await engine.execOwn(containerId, { argv: argv.value, env }, limits);
      if (!result.ok) {
        if (result.kind === 'gone') current = null;
        return result;
      }
      const byHand = byHandRun(engine.info, spec, { target: container.name, image: ref });
      const evidence = runEvidence(command, result.value, { ref, id: image.id }, byHand);
      const libcMatched = target.libc.family === 'static' ? null : true;
      return { ok: true, value: { evidence, libcMatched, startCostMs: await startCost.fresh() } };
    },
  };
}
