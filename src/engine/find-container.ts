import type { ContainerSummary } from './engine.ts';
import { TargetAmbiguous, TargetNotFound } from './errors.ts';
import { oneLine } from './one-line.ts';

/**
 * The container that a person means: by full name or id first, else by a prefix of either that fits only one.
 *
 * @throws TargetNotFound, TargetAmbiguous with the candidates in the message.
 */
export function pickContainer(ref: string, containers: readonly ContainerSummary[], host: string): ContainerSummary {
  const wanted = ref.replace(/^\//, '');
  const exact = containers.find((one) => one.name === wanted) ?? containers.find((one) => one.id === wanted);
  if (exact !== undefined) return exact;
  const shown = oneLine(wanted, 80);
  const fits =
    wanted === '' ? [] : containers.filter((one) => one.id.startsWith(wanted) || one.name.startsWith(wanted));
  const [only] = fits;
  if (only === undefined) {
    throw new TargetNotFound(
      `there is no container ${shown} on ${host}: docker ps -a lists those there are${nearest(wanted, containers)}`,
    );
  }
  if (fits.length > 1) {
    const names = fits.slice(0, 5).map((one) => `${oneLine(one.name, 60)} (${one.id.slice(0, 12)})`);
    const more = fits.length > names.length ? ` and ${fits.length - names.length} more` : '';
    throw new TargetAmbiguous(
      `${shown} fits ${fits.length} containers: ${names.join(', ')}${more}; give more of the name or the id`,
    );
  }
  return only;
}

/** A container whose name holds what was typed: most misses are a missing prefix of the project. */
function nearest(wanted: string, containers: readonly ContainerSummary[]): string {
  if (wanted.length < 2) return '';
  const names = containers.filter((one) => one.name.includes(wanted)).map((one) => oneLine(one.name, 60));
  return names.length === 0 ? '' : ` (meant: ${names.slice(0, 3).join(', ')}?)`;
}
