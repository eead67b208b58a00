import type { ContainerDetails, Unavailable } from '../engine/engine.ts';
import type { Tier } from '../session/evidence.ts';

/** What was refused for want of a privilege says which one would show it. */
export interface TierUnavailable extends Unavailable {
  readonly tier?: Tier;
}

/** The tier that an unavailable answer asks for, if it was privilege that lacked. */
export function wantedTier(answer: Unavailable): Tier | undefined {
  return (answer as TierUnavailable).tier;
}

function refused(reason: string, toCheckIt: string, tier?: Tier): TierUnavailable {
  return { ok: false, kind: 'refused', reason, toCheckIt, tier };
}

/** Not an interruption: it was so before the step began. */
function notRunning(reason: string, toCheckIt: string): TierUnavailable {
  return { ok: false, kind: 'unsupported', reason, toCheckIt, tier: 'clone' };
}

/** Runtimes whose containers are processes of the same kernel, so that their namespaces can be joined. */
const NATIVE_RUNTIME = /^$|^(runc|crun|youki|io\.containerd\.runc\.v\d|docker-default|oci)$|\/(runc|crun|youki)$/;

const JOINS: Readonly<Record<Tier, { net: boolean; pid: boolean }>> = {
  engine: { net: false, pid: false },
  image: { net: false, pid: false },
  network: { net: true, pid: false },
  process: { net: true, pid: true },
  ptrace: { net: true, pid: true },
  capture: { net: true, pid: false },
  clone: { net: false, pid: false },
};

/** Whether it has namespaces that can be joined. */
export function isRunning(container: Pick<ContainerDetails, 'state'>): boolean {
  return container.state === 'running' || container.state === 'paused';
}

/**
 * Why a tier cannot be used on this target, before anything is made; null when it can be tried.
 * `container` as last inspected; null for an image.
 */
export function tierRefusal(
  container: ContainerDetails | null,
  tier: Tier,
  allowed: ReadonlySet<Tier>,
): TierUnavailable | null {
  if (!allowed.has(tier)) {
    return refused(`the tier ${tier} was not allowed`, `allow it: --allow ${tier}`, tier);
  }
  const joins = JOINS[tier];
  if (!joins.net && !joins.pid) return null;
  if (container === null) {
    const toCheckIt = 'walk a container of this image instead';
    return { ok: false, kind: 'unsupported', reason: 'an image has no namespaces to join', toCheckIt };
  }
  if (!isRunning(container)) {
    const reason = `the container is ${container.state}: it has no namespaces to join`;
    const toCheckIt = `docker start ${container.name} and walk it while it runs, or look at a clone: --allow clone`;
    return notRunning(reason, toCheckIt);
  }
  if (!NATIVE_RUNTIME.test(container.runtime)) {
    const reason = `its runtime ${container.runtime} keeps its namespaces from being joined`;
    return { ok: false, kind: 'unsupported', reason, toCheckIt: `docker exec ${container.name} …, by hand` };
  }
  if (joins.net && container.networkMode === 'host' && !allowed.has('ptrace')) {
    const reason = 'the target is on the host’s network: what runs there sees and reaches what the host does';
    return refused(reason, 'allow it as ptrace is allowed: --allow ptrace', 'ptrace');
  }
  if (joins.pid && container.pidMode === 'host') {
    const reason = 'the target is in the host’s pid namespace: every process of the host would be in reach';
    return refused(reason, `docker top ${container.name}; cat /proc/PID/… on the host`);
  }
  return null;
}
