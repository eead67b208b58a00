import { TIERS, type Tier } from '../session/evidence.ts';
import { isMapping, onlyKeys, parseSettings, readSettingsFile, SettingsError } from '../session/settings-file.ts';
import { TELL_NOBODY, type Tell, tellOf } from './tell.ts';

/** Root's word on what walkdown may do on this machine; no option exceeds it. */
const POLICY_FILE = '/etc/walkdown/policy.yaml';

/** The line of privilege; the others are allowed each by its name (`also`). */
const LINE = ['engine', 'image', 'network', 'process'] as const satisfies readonly Tier[];
const BESIDE = TIERS.filter((tier) => !LINE.some((one) => one === tier));

/** A time in which less is allowed: from and to in milliseconds since 1970, or minutes of a day of the week, all UTC. */
export type Freeze = {
  readonly highest: (typeof LINE)[number];
  readonly why: string;
} & (
  | { readonly kind: 'once'; readonly fromMs: number; readonly toMs: number }
  | {
      readonly kind: 'weekly';
      readonly days: readonly number[];
      readonly fromMinute: number;
      readonly toMinute: number;
    }
);

export interface Policy {
  /** The highest tier of the line. */
  readonly highest: (typeof LINE)[number];
  /** Of ptrace, capture and clone, those that may be asked for. */
  readonly also: readonly Tier[];
  readonly freezes: readonly Freeze[];
  /** Whom to ask, and where a line goes before each container or command of ours. */
  readonly tell: Tell;
}

/** Where there is no policy file, everything may be asked for. */
export const NO_POLICY: Policy = { highest: 'process', also: BESIDE, freezes: [], tell: TELL_NOBODY };

export interface Decision {
  readonly tiers: readonly Tier[];
  /** Why the others are not; in words for the journal. Empty when nothing was refused. */
  readonly refused: string;
}

/** What of the wanted tiers a policy lets through at this time. Pure; `engine` always passes, as nothing of ours runs there. */
export function tiersAllowed(wanted: readonly Tier[], policy: Policy, now: Date): Decision {
  const freeze = policy.freezes.filter((one) => isOn(one, now)).sort((a, b) => rank(a.highest) - rank(b.highest))[0];
  const isFrozen = freeze !== undefined && rank(freeze.highest) < rank(policy.highest);
  const highest = isFrozen ? freeze.highest : policy.highest;
  const also = freeze === undefined ? policy.also : [];
  const passes = (tier: Tier): boolean =>
    LINE.some((one) => one === tier) ? rank(tier) <= rank(highest) : also.includes(tier);
  const refused = wanted.filter((tier) => !passes(tier));
  if (refused.length === 0) return { tiers: wanted, refused: '' };
  const why =
    freeze === undefined ? `the policy allows up to ${highest}` : `frozen now${freeze.why ? ` (${freeze.why})` : ''}`;
  const tell = policy.tell.people === '' ? '' : `; ask ${policy.tell.people}`;
  return { tiers: wanted.filter(passes), refused: `${refused.join(', ')} not allowed: ${why}${tell}` };
}

function rank(tier: Tier): number {
  return TIERS.indexOf(tier);
}

function isOn(freeze: Freeze, now: Date): boolean {
  if (freeze.kind === 'once') return freeze.fromMs <= now.getTime() && now.getTime() < freeze.toMs;
  const minute = now.getUTCHours() * 60 + now.getUTCMinutes();
  const { days, fromMinute, toMinute } = freeze;
  if (fromMinute < toMinute) return days.includes(now.getUTCDay()) && fromMinute <= minute && minute < toMinute;
  // Over midnight: the evening of its day, and the morning after.
  const yesterday = (now.getUTCDay() + 6) % 7;
  return (days.includes(now.getUTCDay()) && minute >= fromMinute) || (days.includes(yesterday) && minute < toMinute);
}

/** The policy of this machine. Throws SettingsError, in one line, for one that can't be understood: nothing is guessed. */
export async function readPolicy(file = POLICY_FILE): Promise<Policy> {
  const text = await readSettingsFile(file);
  return text === null ? NO_POLICY : parsePolicy(text, file);
}

/** The same from its text. */
export async function parsePolicy(text: string, file: string): Promise<Policy> {
  const value = await parseSettings(text, file);
  onlyKeys(value, ['highestTier', 'also', 'freeze', 'tell', 'mustTell'], file, 'the policy');
  const highest = lineTier(value.highestTier ?? 'process', 'highestTier', file);
  return {
    highest,
    // A ceiling on the line is one on what lies beside it, too.
    also: value.also === undefined && value.highestTier === undefined ? BESIDE : beside(value.also ?? [], file),
    freezes: listOf(value.freeze, 'freeze', file).map((one, index) => freezeOf(one, `freeze[${index}]`, file)),
    tell: tellOf(value.tell, value.mustTell, file),
  };
}

function lineTier(value: unknown, where: string, file: string): (typeof LINE)[number] {
  const found = LINE.find((tier) => tier === value);
  if (found === undefined) throw new SettingsError(`${file}: ${where} takes one of ${LINE.join(', ')}.`);
  return found;
}

function beside(value: unknown, file: string): Tier[] {
  return listOf(value, 'also', file).map((one) => {
    const found = BESIDE.find((tier) => tier === one);
    if (found === undefined) throw new SettingsError(`${file}: also takes of ${BESIDE.join(', ')}.`);
    return found;
  });
}

function listOf(value: unknown, where: string, file: string): unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > 200) throw new SettingsError(`${file}: ${where} takes a list.`);
  return value;
}

function words(value: unknown, where: string, file: string): string {
  if (typeof value !== 'string' || value.length > 200 || /[\u0000-\u001f\u007f-\u009f]/.test(value)) {
    throw new SettingsError(`${file}: ${where} takes a line of text.`);
  }
  return value;
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

function freezeOf(value: unknown, where: string, file: string): Freeze {
  if (!isMapping(value)) throw new SettingsError(`${file}: ${where} takes from, to, and days for a weekly one.`);
  onlyKeys(value, ['from', 'to', 'days', 'highestTier', 'why'], file, where);
  const common = {
    highest: lineTier(value.highestTier ?? 'engine', `${where}.highestTier`, file),
    why: words(value.why ?? '', `${where}.why`, file),
  };
  if (value.days === undefined) {
    const [fromMs, toMs] = [moment(value.from, `${where}.from`, file), moment(value.to, `${where}.to`, file)];
    if (fromMs >= toMs) throw new SettingsError(`${file}: ${where} ends before it begins.`);
    return { ...common, kind: 'once', fromMs, toMs };
  }
  const days = listOf(value.days, `${where}.days`, file).map((day) => DAYS.indexOf(String(day)));
  if (days.length === 0 || days.includes(-1))
    throw new SettingsError(`${file}: ${where}.days takes of ${DAYS.join(', ')}.`);
  const fromMinute = minuteOf(value.from ?? '00:00', `${where}.from`, file);
  const toMinute = minuteOf(value.to ?? '24:00', `${where}.to`, file);
  return { ...common, kind: 'weekly', days, fromMinute, toMinute };
}

function moment(value: unknown, where: string, file: string): number {
  const isWhole = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(value);
  const ms = isWhole ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(ms)) throw new SettingsError(`${file}: ${where} takes a time like 2026-12-20T18:00Z.`);
  return ms;
}

function minuteOf(value: unknown, where: string, file: string): number {
  const match = typeof value === 'string' ? /^(\d\d):(\d\d)$/.exec(value) : null;
  const minute = match ? Number(match[1]) * 60 + Number(match[2]) : Number.NaN;
  if (match === null || Number(match[2]) > 59 || minute > 24 * 60)
    throw new SettingsError(`${file}: ${where} takes a time of the day (UTC) in quotes, like "16:00".`);
  return minute;
}
