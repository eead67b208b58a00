import { Answered, unavailable } from './answers.ts';
import type { EngineInfo, OwnContainerSpec } from './engine.ts';
import { asObject, asText, asTexts, type JsonObject } from './json.ts';
import type { SessionLabels } from './own-labels.ts';
import { borrowedMounts } from './own-mounts.ts';
import { imagePath, type Wire } from './wire.ts';

/** What an image brings into a container made from it. */
export interface ImageFacts {
  readonly env: readonly string[];
  readonly volumes: readonly string[];
  readonly platform: string;
}

/** Refuses a spec that would get around a rule. */
export function checkSpec(spec: OwnContainerSpec): void {
  const wrong = (why: string): Answered =>
    new Answered(unavailable('failed', `a ${spec.role} of ours: ${why}`, 'walkdown doctor'));
  if (!/^(sha256:)?[0-9a-f]{64}$/.test(spec.imageId)) throw wrong('its image must be given by id');
  if (spec.argv.length === 0) throw wrong('it has no command');
  if (!/^\d+:\d+$/.test(spec.user)) throw wrong('its user must be uid:gid');
  for (const joined of [spec.joinNetworkOf, spec.joinPidsOf, spec.volumesFrom]) {
    if (joined !== undefined && !/^[0-9a-f]{64}$/.test(joined))
      throw wrong('another container must be given by its full id');
  }
}

/** A name by which people see whose container it is. */
export function nameFor(session: SessionLabels, role: string): string {
  const part = session.session.replace(/[^a-zA-Z0-9]/g, '').slice(0, 12) || 'session';
  return `walkdown-${role}-${part}-${Math.random().toString(36).slice(2, 8)}`;
}

export async function readImageFacts(wire: Wire, imageId: string): Promise<ImageFacts> {
  const path = imagePath(imageId, '/json');
  if (path === null) throw new Error('no image id');
  const image = asObject(await wire.json({ method: 'GET', path }));
  const config = asObject(image.Config);
  const parts = [asText(image.Os), asText(image.Architecture), asText(image.Variant)];
  return {
    env: asTexts(config.Env),
    volumes: Object.keys(asObject(config.Volumes)),
    platform: parts[0] === '' || parts[1] === '' ? '' : parts.filter((part) => part !== '').join('/'),
  };
}

/** The volumes of another container, as mounts for one of ours. */
export async function mountsOf(wire: Wire, containerId: string, info: EngineInfo): Promise<JsonObject[]> {
  const all = asObject(await wire.json({ method: 'GET', path: `/containers/${containerId}/json` }));
  const major = Number.parseInt(info.version, 10);
  return borrowedMounts(all.Mounts, info.name === 'docker' && major >= 25);
}
