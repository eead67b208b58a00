import type { Engine, OwnContainer } from '../engine/engine.ts';
import { oneLine } from '../engine/one-line.ts';
import { LABEL } from '../engine/own-labels.ts';

/** A container of ours, as a sweep sees it. */
interface Swept {
  readonly id: string;
  readonly name: string;
  readonly session: string;
  readonly operator: string;
  readonly role: string;
  /** RFC 3339; empty where its label says none. */
  readonly expires: string;
}

export interface SweepReport {
  /** Removed: their time was over. */
  readonly removed: readonly Swept[];
  /** Another session's, and its time is not over. */
  readonly live: readonly Swept[];
  /** Carries our label and no time to go by: nobody but a person removes it. */
  readonly unknown: readonly Swept[];
  /** Toolkits that a newer one replaced, by image ID. */
  readonly replaced: readonly string[];
  /** Should have been removed and could not be. */
  readonly failed: readonly { readonly container: Swept; readonly reason: string }[];
}

/** Where the engine does not tell its clock, ours decides, with this much to spare. */
const UNKNOWN_CLOCK_SPARE_MS = 10 * 60_000;

/** Sorts containers of ours by whether their time is over on the engine's clock. Pure. */
export function sortByExpiry(
  containers: readonly OwnContainer[],
  engineNowMs: number,
): { expired: Swept[]; live: Swept[]; unknown: Swept[] } {
  const sorted: { expired: Swept[]; live: Swept[]; unknown: Swept[] } = { expired: [], live: [], unknown: [] };
  for (const { id, name, labels } of containers) {
    const swept: Swept = {
      id,
      name,
      session: labels[LABEL.session] ?? '',
      operator: labels[LABEL.operator] ?? '',
      role: labels[LABEL.role] ?? '',
      expires: labels[LABEL.expires] ?? '',
    };
    const expires = Date.parse(swept.expires);
    if (Number.isNaN(expires)) sorted.unknown.push(swept);
    else if (expires <= engineNowMs) sorted.expired.push(swept);
    else sorted.live.push(swept);
  }
  return sorted;
}

/**
 * Removes what earlier sessions left on the engine: every container of ours whose time is over by the engine's clock.
 * What lives, our own colleagues' included, is left alone. Throws only when the engine does not list its containers.
 */
export async function sweep(engine: Engine): Promise<SweepReport> {
  const skew = engine.info.clockSkewMs;
  const now = Date.now() + (skew ?? -UNKNOWN_CLOCK_SPARE_MS);
  const { expired, live, unknown } = sortByExpiry(await engine.listOwn(), now);
  const removed: Swept[] = [];
  const failed: { container: Swept; reason: string }[] = [];
  await Promise.all(
    expired.map(async (container) => {
      try {
        await engine.removeOwn(container.id);
        removed.push(container);
      } catch (error) {
        failed.push({ container, reason: error instanceof Error ? error.message : String(error) });
      }
    }),
  );
  return { removed, live, unknown, failed, replaced: await removeReplaced(engine) };
}

/** A toolkit without a name was in use when another was built in its place. */
async function removeReplaced(engine: Engine): Promise<string[]> {
  const images = await engine.listImages();
  const nameless = images.filter((image) => image.labels[LABEL.role] === 'toolkit' && image.tags.length === 0);
  const removals = await Promise.all(nameless.map(async ({ id }) => ((await engine.removeImage(id)).ok ? id : null)));
  return removals.filter((id) => id !== null);
}

/** The report in a few lines, for a terminal or a log. Pure. */
export function sweepText(report: SweepReport): string {
  const { removed, live, unknown, failed, replaced } = report;
  const what = (one: Swept): string =>
    oneLine(`${one.name || one.id.slice(0, 12)} (${one.role}, session ${one.session})`);
  const lines = [
    removed.length === 0 ? 'Nothing was left behind.' : `Removed ${removed.length}:`,
    ...removed.map((one) => `  ${what(one)}`),
  ];
  if (replaced.length > 0) lines.push(`Removed ${replaced.length} toolkit images that newer ones replaced.`);
  if (live.length > 0) {
    lines.push(`Left alone, as their time is not over (${live.length}):`);
    for (const one of live)
      lines.push(`  ${what(one)}, of ${oneLine(one.operator) || 'nobody named'}, until ${one.expires}`);
  }
  if (unknown.length > 0) {
    lines.push(`Left alone, as they say no time (${unknown.length}); by hand: docker rm --force NAME`);
    for (const one of unknown) lines.push(`  ${what(one)}`);
  }
  for (const { container, reason } of failed) lines.push(`Could not remove ${what(container)}: ${oneLine(reason)}`);
  return `${lines.join('\n')}\n`;
}
