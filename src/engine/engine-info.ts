import type { EngineInfo } from './engine.ts';
import { asArray, asFlag, asNumber, asObject, asText, asTexts, asTime, type JsonObject } from './json.ts';
import { oneLine } from './one-line.ts';
import { toMembership } from './translate-cluster.ts';

/** The oldest API that has all that is needed (Engine 20.10), and the newest that was tried. */
export const OLDEST_API = [1, 41] as const;
const NEWEST_API = [1, 47] as const;

type ApiVersion = readonly [major: number, minor: number];

function parseApiVersion(text: string): ApiVersion | null {
  const [, major, minor] = /^v?(\d{1,3})\.(\d{1,4})$/.exec(text) ?? [];
  return major === undefined || minor === undefined ? null : [Number(major), Number(minor)];
}

function compare(left: ApiVersion, right: ApiVersion): number {
  return left[0] - right[0] || left[1] - right[1];
}

/**
 * The API version to speak with an engine: the newest both know, or the engine's oldest where it has dropped all that
 * we know. Null when the engine's newest is older than we need.
 */
export function chooseApiVersion(newest: string, oldest: string): string | null {
  const theirs = parseApiVersion(newest);
  if (theirs === null || compare(theirs, OLDEST_API) < 0) return null;
  const least = parseApiVersion(oldest);
  const ours = compare(theirs, NEWEST_API) < 0 ? theirs : NEWEST_API;
  const chosen = least !== null && compare(least, ours) > 0 ? least : ours;
  return chosen.join('.');
}

/** What the engine told of itself. `infoSentMs` and `infoReceivedMs` are our clock around the second answer. */
export interface EngineAnswers {
  readonly version: unknown;
  /** Null where the engine refused to tell. */
  readonly info: unknown;
  readonly infoSentMs: number;
  readonly infoReceivedMs: number;
}

export function toEngineInfo(
  answers: EngineAnswers,
  place: { host: string; context: string | null; apiVersion: string },
): EngineInfo {
  const version = asObject(answers.version);
  const info = asObject(answers.info);
  const security = asTexts(info.SecurityOptions);
  const has = (option: string): boolean =>
    security.some((entry) => entry === option || entry.split(',')[0] === `name=${option}`);
  return {
    name: engineName(version),
    version: oneLine(asText(version.Version), 60),
    apiVersion: place.apiVersion,
    host: place.host,
    context: place.context,
    architecture: architectureName(asText(version.Arch) || asText(info.Architecture)),
    cgroupVersion: cgroupVersion(info.CgroupVersion),
    rootless: has('rootless') || asFlag(info.Rootless),
    userNamespaces: has('userns'),
    containerdImageStore: asArray(info.DriverStatus).some(
      (row) => asTexts(row)[1]?.startsWith('io.containerd.snapshotter') === true,
    ),
    clockSkewMs: clockSkew(answers, info),
    hostName: asText(info.Name) || null,
    swarm: toMembership(info.Swarm),
  };
}

/** Podman and others answer Docker's API and name themselves among the components. */
function engineName(version: JsonObject): string {
  const names = asArray(version.Components).map((item) => asText(asObject(item).Name));
  const first = names.find((name) => /engine/i.test(name)) ?? '';
  const word = first
    .replace(/ ?engine/i, '')
    .trim()
    .toLowerCase();
  return word === '' ? 'docker' : oneLine(word, 30);
}

/** As image configurations spell it. */
function architectureName(text: string): string {
  const names: Readonly<Record<string, string>> = {
    x86_64: 'amd64',
    aarch64: 'arm64',
    armv7l: 'arm',
    i386: '386',
    i686: '386',
  };
  return names[text] ?? oneLine(text, 30);
}

function cgroupVersion(value: unknown): 1 | 2 | null {
  const text = asText(value) || String(asNumber(value) ?? '');
  return text === '1' || text === 'v1' ? 1 : text === '2' || text === 'v2' ? 2 : null;
}

/** The engine's clock against ours in the middle of its answer; 0 where the difference is less than that can tell. */
function clockSkew(answers: EngineAnswers, info: JsonObject): number | null {
  const told = asTime(info.SystemTime);
  if (told === null) return null;
  const { infoSentMs, infoReceivedMs } = answers;
  const skew = Math.round(Date.parse(told) - (infoSentMs + infoReceivedMs) / 2);
  return Math.abs(skew) <= (infoReceivedMs - infoSentMs) / 2 ? 0 : skew;
}
