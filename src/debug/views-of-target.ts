import { join } from 'node:path';
import type { Answer, ContainerDetails, Engine, ImageDetails, Unavailable } from '../engine/engine.ts';
import type { Dialler } from '../exchange/dialler.ts';
import type { Tier } from '../session/evidence.ts';
import { createTargetFiles } from '../target/files.ts';
import type { TargetFiles } from '../target/reader.ts';
import type { TargetFacts } from '../target/target.ts';
import { runInClone } from './clone.ts';
import type { DebugConfig } from './config.ts';
import { createDialler } from './dialler.ts';
import { createImageCache } from './image-cache.ts';
import { createImageChooser } from './image-choice.ts';
import { openImage } from './image-contents.ts';
import { runInImage } from './image-probe.ts';
import { createOtherLibcChooser } from './other-libc.ts';
import { planFor } from './plan.ts';
import { runInSidecar } from './run-in-sidecar.ts';
import { createSessionContainers } from './session-containers.ts';
import { createSidecars, type Sidecar, type Sidecars } from './sidecars.ts';
import { createTargetChanges } from './target-changes.ts';
import { interruption } from './target-life.ts';
import { createTargetProbe } from './target-probe.ts';
import { isRunning, tierRefusal } from './tier-rules.ts';
import type { DebugNotice, DebugViews, ViewCommand, ViewResult } from './views.ts';

export interface DebugViewsOptions {
  readonly engine: Engine;
  readonly target: TargetFacts;
  /** Null: the target is an image. */
  readonly container: ContainerDetails | null;
  /** The target's image, by the container's image ID (its tag may have moved). */
  readonly image: ImageDetails;
  readonly config: DebugConfig;
  /** After this a sidecar ends by itself, whatever happens to us. */
  readonly ttlSeconds: number;
  /** Tiers that may be used. Looked at anew each time: consent may add to it. */
  readonly allowedTiers: ReadonlySet<Tier>;
  readonly onNotice: (notice: DebugNotice) => void;
  /** Shared with the readers, so that a file is read once; made here when left out. */
  readonly files?: TargetFiles;
  /** Where what is known of images is kept between sessions; in memory only when left out. */
  readonly stateDir?: string;
}

/** The matched debug containers of one session: each made at first need, all removed by `close()`. */
export function createDebugViews(options: DebugViewsOptions): DebugViews {
  const { target, image, container, ttlSeconds, allowedTiers } = options;
  const cache = createImageCache(options.stateDir ? join(options.stateDir, 'cache', 'images.json') : null);
  const own = createSessionContainers(options.engine, options.onNotice);
  const engine = own.throughSession(options.engine);
  const files = options.files ?? createTargetFiles(engine, container, image);
  const known = { libc: target.libc, architecture: target.image.architecture };
  const contents = openImage(engine, image, cache, { known, shared: files.image });
  const changes = createTargetChanges(engine, container?.id ?? null);
  const chooser = createImageChooser({ ...options, engine, cache, contents });
  const sidecars = createSidecars({ engine, own, chooser, allowed: allowedTiers, ttlSeconds });
  const otherChooser = createOtherLibcChooser({ ...options, engine, cache, contents });
  const others = createSidecars({ engine, own, chooser: otherChooser, allowed: allowedTiers, ttlSeconds });
  const probe = createTargetProbe({ engine, own, target, image, contents, changes, ttlSeconds });
  let closing: Promise<void> | null = null;

  /** The target as it is now, if the tier can be used on it. */
  async function current(tier: Tier): Promise<Answer<ContainerDetails>> {
    if (container === null || !allowedTiers.has(tier)) {
      return tierRefusal(container, tier, allowedTiers) ?? noContainer();
    }
    const now = await engine.inspectContainer(container.id);
    if (!now.ok) return now;
    const refusal = tierRefusal(now.value, tier, allowedTiers);
    if (refusal === null) return now;
    // It ran when the session began: its end is news, and no property of the step.
    const ended = isRunning(container) && !isRunning(now.value);
    return ended ? { ...refusal, kind: 'gone' } : refusal;
  }

  async function sidecarNow(
    tier: Tier,
    among: Sidecars = sidecars,
  ): Promise<Answer<{ sidecar: Sidecar; target: ContainerDetails }>> {
    const now = await current(tier);
    if (!now.ok) return now;
    const sidecar = await among.get(tier, now.value);
    return sidecar.ok ? { ok: true, value: { sidecar: sidecar.value, target: now.value } } : sidecar;
  }

  /** Runs in a sidecar; once more in a new one when the old one was gone and the target was not. */
  async function inSidecar(command: ViewCommand, mayRetry: boolean): Promise<Answer<ViewResult>> {
    const among = command.libc === 'other' ? others : sidecars;
    const at = await sidecarNow(command.tier, among);
    if (!at.ok) return at;
    const { sidecar, target: before } = at.value;
    const result = await runInSidecar(engine, sidecar, before, files, command);
    const interrupted = await interruption(engine, before);
    if (interrupted) {
      await among.drop(sidecar);
      return interrupted;
    }
    if (result.ok || result.kind !== 'gone') return result;
    await among.drop(sidecar);
    return mayRetry ? inSidecar(command, false) : result;
  }

  async function inTarget(command: ViewCommand, mayRetry: boolean): Promise<Answer<ViewResult>> {
    const now = await current(command.tier);
    if (!now.ok) return now;
    const result = await probe.run(command, now.value);
    const interrupted = await interruption(engine, now.value);
    if (interrupted) return interrupted;
    return !result.ok && result.kind === 'gone' && mayRetry ? inTarget(command, false) : result;
  }

  async function inClone(command: ViewCommand): Promise<Answer<ViewResult>> {
    if (container === null) return noContainer();
    return runInClone({ engine, own, target, container, image, files, ttlSeconds }, command);
  }

  async function route(command: ViewCommand): Promise<Answer<ViewResult>> {
    if (!allowedTiers.has(command.tier)) return tierRefusal(container, command.tier, allowedTiers) ?? noContainer();
    switch (command.view) {
      case 'image':
        return runInImage({ engine, own, target, image, container, contents, files, changes }, command);
      case 'sidecar':
        return inSidecar(command, true);
      case 'target':
        return command.tier === 'network' ? inTarget(command, true) : inSidecar(command, true);
      case 'clone':
        return inClone(command);
      case 'engine':
        return unsupported('the engine’s own view runs no commands');
    }
  }

  return {
    plan: (tiers) => planFor({ target, image, container, chooser, otherChooser, ttlSeconds }, tiers),
    async run(command) {
      try {
        return await route(command);
      } catch (error) {
        return { ok: false, kind: 'failed', reason: messageOf(error), toCheckIt: command.argv.join(' ') };
      }
    },
    async dialler(): Promise<Answer<Dialler>> {
      try {
        const first = await sidecarNow('network');
        if (!first.ok) return first;
        return { ok: true, value: createDialler({ engine, sidecar: () => sidecarNow('network'), first: first.value }) };
      } catch (error) {
        return { ok: false, kind: 'failed', reason: messageOf(error), toCheckIt: 'walkdown doctor' };
      }
    },
    close() {
      closing ??= Promise.all([
        own.close(),
        Promise.race([
          Promise.allSettled([
            chooser.close(),
            otherChooser.close(),
            contents.close(),
            options.files ? null : files.close(),
          ]),
          own.closed,
        ]),
      ]).then(() => undefined);
      return closing;
    },
  };
}

function noContainer(): Unavailable {
  return unsupported('an image has no namespaces to join and nothing to clone');
}

function unsupported(reason: string): Unavailable {
  return { ok: false, kind: 'unsupported', reason, toCheckIt: 'walk a container of the image instead' };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
