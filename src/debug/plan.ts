import type { ContainerDetails, ImageDetails } from '../engine/engine.ts';
import type { Tier } from '../session/evidence.ts';
import type { TargetFacts } from '../target/target.ts';
import type { Estimate, ImageChooser } from './image-choice.ts';
import { nameOfImage } from './references.ts';
import { NOBODY, namespacesOf, privilegesOf } from './sidecar-spec.ts';
import { tierRefusal } from './tier-rules.ts';
import type { DebugPlan } from './views.ts';

export interface PlanContext {
  readonly target: TargetFacts;
  readonly image: ImageDetails;
  readonly container: ContainerDetails | null;
  readonly chooser: ImageChooser;
  /** Of the other libc; the consent lists it, too. */
  readonly otherChooser: ImageChooser;
  readonly ttlSeconds: number;
}

type Row = DebugPlan['containers'][number];
type Missing = DebugPlan['missing'][number];

/** What the tiers would make, and what they cannot show. Nothing is made to find out. */
export async function planFor(context: PlanContext, tiers: readonly Tier[]): Promise<DebugPlan> {
  const containers: Row[] = [];
  const missing: Missing[] = [];
  const allowed = new Set<Tier>(tiers);
  for (const tier of allowed) {
    if (tier === 'engine') continue;
    if (tier === 'image' || tier === 'clone') {
      if (tier === 'clone' && context.container === null) continue;
      containers.push(ownImageRow(context, tier));
      continue;
    }
    const refusal = tierRefusal(context.container, tier, allowed);
    if (refusal) {
      missing.push({ view: 'sidecar', reason: `${tier}: ${refusal.reason}`, toGetIt: refusal.toCheckIt });
      continue;
    }
    const estimate = await context.chooser.estimate(tier === 'network');
    if (!estimate.ok) {
      missing.push({ view: 'sidecar', reason: estimate.reason, toGetIt: estimate.toCheckIt });
      continue;
    }
    containers.push(sidecarRow(estimate.value, tier, context.ttlSeconds));
    if (tier !== 'network') continue;
    containers.push(ownImageRow(context, 'network'));
    const other = await context.otherChooser.estimate(false);
    if (other.ok) {
      containers.push({
        ...sidecarRow(other.value, tier, context.ttlSeconds),
        role: 'sidecar of the other libc',
        libcMatched: null,
      });
    }
  }
  return { containers, missing };
}

function sidecarRow({ choice, checked }: Estimate, tier: Tier, lifeSeconds: number): Row {
  return {
    role: 'sidecar',
    tier,
    imageRef: choice.ref,
    imageId: choice.image.id,
    chosenBecause: checked ? choice.chosenBecause : `${choice.chosenBecause} (by its name; checked when it is made)`,
    libcMatched: checked ? choice.match.matched : null,
    namespaces: namespacesOf(tier),
    privileges: privilegesOf(tier, tier === 'process' ? `${NOBODY}, commands as the target’s own user` : undefined),
    lifeSeconds,
  };
}

/** Probes and clones are of the target's own image. */
function ownImageRow(context: PlanContext, tier: Tier): Row {
  const clone = tier === 'clone';
  return {
    role: clone ? 'clone' : 'probe',
    tier,
    imageRef: nameOfImage(context.image, context.target.image.ref),
    imageId: context.image.id,
    chosenBecause: 'it is the target’s own image',
    libcMatched: context.target.libc.family === 'static' ? null : true,
    namespaces: namespacesOf(tier),
    privileges: clone
      ? 'the target’s own user, capabilities and limits; no network, volumes read-only'
      : privilegesOf(tier),
    lifeSeconds: context.ttlSeconds,
  };
}
