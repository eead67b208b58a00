import type { Answer, ContainerDetails, Engine, Unavailable } from '../engine/engine.ts';
import type { Tier } from '../session/evidence.ts';
import type { ChosenImage, ImageChooser } from './image-choice.ts';
import type { Keeper } from './keeper.ts';
import { findProcessCommand, processFrom, type TargetProcess } from './process-of-target.ts';
import { choiceAsMade, type SessionContainers } from './session-containers.ts';
import { joinedSpec, namespacesOf, userOf } from './sidecar-spec.ts';
import { type StartCost, startCostOf } from './start-cost.ts';
import { type Life, lifeOf, sameLife } from './target-life.ts';
import { type TierUnavailable, tierRefusal } from './tier-rules.ts';
import { type Tools, toolsOfDebugImage, toolsOfTargetImage } from './tools.ts';

/** A started container of ours in the target's namespaces. */
export interface Sidecar {
  readonly containerId: string;
  readonly tier: Tier;
  readonly chosen: ChosenImage;
  readonly tools: Tools;
  /** The target as it was when this was made. */
  readonly life: Life;
  /** The target's main process in the joined pid namespace; null where none is joined. */
  readonly process: TargetProcess | null;
  /** As whom commands run: "uid:gid". */
  readonly user: string;
  readonly startCost: StartCost;
}

export interface Sidecars {
  /** The tier's one sidecar for the target as it was just inspected; made, or made again after a restart. */
  get(tier: Tier, target: ContainerDetails): Promise<Answer<Sidecar>>;
  /** It is not there any more, or it is of no use. */
  drop(sidecar: Sidecar): Promise<void>;
}

export interface SidecarOptions {
  readonly engine: Engine;
  readonly own: SessionContainers;
  readonly chooser: ImageChooser;
  readonly allowed: ReadonlySet<Tier>;
  readonly ttlSeconds: number;
}

const FIND_LIMITS = { timeoutMs: 10_000, keepBytes: 256 * 1024 };

/** At most one sidecar a tier, each made once however many ask at the same time. */
export function createSidecars(options: SidecarOptions): Sidecars {
  const { engine, own, chooser, allowed, ttlSeconds } = options;
  const current = new Map<Tier, { life: Life; answer: Promise<Answer<Sidecar>> }>();

  /** Starts the best image that can be kept; one that has nothing to wait with is passed over. */
  async function startBest(
    tier: Tier,
    target: ContainerDetails,
  ): Promise<Answer<{ containerId: string; chosen: ChosenImage; keeper: Keeper }>> {
    for (;;) {
      // The target's own files run at the network tier and no higher.
      const image = await chooser.choose(tier === 'network');
      if (!image.ok) return image;
      const chosen = image.value;
      for (const keeper of chosen.keepers) {
        const spec = joinedSpec(target, tier, {
          role: 'sidecar',
          imageId: chosen.choice.image.id,
          imageEnv: chosen.choice.image.env,
          argv: keeper.argv(ttlSeconds),
        });
        const started = await own.start(spec, choiceAsMade(chosen.choice, tier));
        if (started.ok) return { ok: true, value: { containerId: started.value, chosen, keeper } };
        if (started.kind !== 'missing') return explained(started, target);
      }
      chooser.passOver(chosen);
    }
  }

  async function make(tier: Tier, target: ContainerDetails): Promise<Answer<Sidecar>> {
    if (tier === 'process' && (await isRootsAlone(target)))
      return blindness(tier, ROOT, target) ?? failed('blind', target);
    const started = await startBest(tier, target);
    if (!started.ok) return started;
    const { containerId, chosen, keeper } = started.value;
    const tools = chosen.foreign
      ? toolsOfTargetImage(chosen.contents)
      : toolsOfDebugImage(chosen.contents, (argv, limits) => engine.execOwn(containerId, { argv }, limits));
    const joinsPids = namespacesOf(tier).includes('pid');
    const process = joinsPids ? await findTarget(containerId, chosen, tools, target) : null;
    const blind = process && (process.ok ? blindness(tier, process.value, target) : process);
    if (blind) {
      await own.remove(containerId);
      return blind;
    }
    const found = process?.ok ? process.value : null;
    return {
      ok: true,
      value: {
        containerId,
        tier,
        chosen,
        tools,
        life: lifeOf(target),
        process: found,
        user: tier === 'process' && found ? `${found.uid}:${found.gid}` : userOf(tier),
        startCost: startCostOf((limits) => engine.execOwn(containerId, { argv: keeper.argv(0) }, limits)),
      },
    };
  }

  /** As the engine lists them: with nothing but root's processes there, no sidecar is made to find that out. */
  async function isRootsAlone(target: ContainerDetails): Promise<boolean> {
    const listed = await engine.processes(target.id);
    return listed.ok && listed.value.length > 0 && listed.value.every(({ user }) => user === 'root' || user === '0');
  }

  async function findTarget(
    containerId: string,
    chosen: ChosenImage,
    tools: Tools,
    target: ContainerDetails,
  ): Promise<Answer<TargetProcess>> {
    const argv = await findProcessCommand(tools, target.id);
    if (argv === null) {
      const reason = `the debug image ${chosen.choice.ref} has no shell to find the target’s process with`;
      return { ok: false, kind: 'missing', reason, toCheckIt: `docker top ${target.name}` };
    }
    const listed = await engine.execOwn(containerId, { argv }, FIND_LIMITS);
    return listed.ok ? processFrom(listed.value, target.name) : listed;
  }

  return {
    async get(tier, target) {
      const refusal = tierRefusal(target, tier, allowed);
      if (refusal) return refusal;
      const known = current.get(tier);
      if (known && sameLife(known.life, lifeOf(target))) return known.answer;
      const before = known?.answer;
      const answer = (async () => {
        // The old one's network went with the target's former life.
        const old = await before;
        if (old?.ok) await own.remove(old.value.containerId);
        return make(tier, target);
      })();
      current.set(tier, { life: lifeOf(target), answer });
      const made = await answer.catch((error: unknown): Answer<Sidecar> => failed(error, target));
      if (!made.ok && current.get(tier)?.answer === answer) current.delete(tier);
      return made;
    },
    async drop(sidecar) {
      const known = current.get(sidecar.tier);
      const answer = await known?.answer;
      if (answer?.ok && answer.value.containerId === sidecar.containerId) current.delete(sidecar.tier);
      await own.remove(sidecar.containerId);
    },
  };
}

const ROOT: TargetProcess = { pid: 1, uid: 0, gid: 0, uniform: true };

/** Why the process tier would see nothing of this process; null when it can. */
function blindness(tier: Tier, process: TargetProcess, target: ContainerDetails): TierUnavailable | null {
  if (tier !== 'process') return null;
  const why =
    process.uid === 0
      ? 'the target’s process is root’s: without capabilities we may not look at it, and as root we could end it'
      : process.uniform
        ? null
        : 'the target’s process changed its user: only with the right to trace may we look at it';
  if (why === null) return null;
  const toCheckIt = `allow it: --allow ptrace; or by hand: docker top ${target.name}`;
  return { ok: false, kind: 'refused', reason: why, toCheckIt, tier: 'ptrace' };
}

/** An engine's refusal to start a joined container, in the target's terms. */
function explained(answer: Unavailable, target: ContainerDetails): Unavailable {
  if (answer.kind !== 'gone') return answer;
  return {
    ...answer,
    reason: `the target ended or restarted before its namespaces could be joined (${answer.reason})`,
    toCheckIt: `docker ps -a --filter id=${target.id.slice(0, 12)}; in a crash loop: --allow clone`,
  };
}

function failed(error: unknown, target: ContainerDetails): Unavailable {
  const reason = error instanceof Error ? error.message : String(error);
  return { ok: false, kind: 'failed', reason, toCheckIt: `docker inspect ${target.name}` };
}
