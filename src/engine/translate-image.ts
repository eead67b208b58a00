import type { HistoryEntry, ImageDetails, ImageSummary } from './engine.ts';
import { asArray, asNumber, asObject, asText, asTextMap, asTexts, asTime, fromEpochSeconds } from './json.ts';

/** Engines write "no name" as a name. */
function named(values: unknown): string[] {
  return asTexts(values).filter((text) => !text.startsWith('<none>'));
}

/** A row of `GET /images/json`. */
export function toImageSummary(value: unknown): ImageSummary {
  const row = asObject(value);
  return {
    id: asText(row.Id),
    tags: named(row.RepoTags),
    digests: named(row.RepoDigests),
    createdAt: fromEpochSeconds(row.Created),
    sizeBytes: asNumber(row.Size) ?? 0,
    labels: asTextMap(row.Labels),
  };
}

/** The answer of `GET /images/REF/json`. */
export function toImageDetails(value: unknown): ImageDetails {
  const all = asObject(value);
  const config = asObject(all.Config);
  return {
    id: asText(all.Id),
    tags: named(all.RepoTags),
    digests: named(all.RepoDigests),
    createdAt: asTime(all.Created) ?? '',
    sizeBytes: asNumber(all.Size) ?? 0,
    labels: asTextMap(config.Labels),
    architecture: asText(all.Architecture),
    variant: asText(all.Variant),
    os: asText(all.Os),
    entrypoint: asTexts(config.Entrypoint),
    command: asTexts(config.Cmd),
    env: asTexts(config.Env),
    workingDir: asText(config.WorkingDir),
    user: asText(config.User),
    layers: asTexts(asObject(all.RootFS).Layers),
  };
}

/** The answer of `GET /images/ID/history`, newest first as the engine gives it. */
export function toHistory(value: unknown): HistoryEntry[] {
  return asArray(value).map((item) => {
    const entry = asObject(item);
    return {
      createdAt: fromEpochSeconds(entry.Created),
      createdBy: asText(entry.CreatedBy).slice(0, 8_000),
      sizeBytes: asNumber(entry.Size) ?? 0,
      comment: asText(entry.Comment).slice(0, 1_000),
      tags: named(entry.Tags),
    };
  });
}
