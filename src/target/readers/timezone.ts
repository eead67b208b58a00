import type { Answer, PathStat } from '../../engine/engine.ts';
import type { Observation } from '../../session/evidence.ts';
import { carriesZone, PROGRAM_BYTES } from '../carried.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { setByScripts } from '../script-environment.ts';
import { containerEnv } from './container-env.ts';
import { readEvidence } from './evidence.ts';
import { ownClock, ownClockData, ownClockLine } from './own-clock.ts';

/** Zones that every package of zone data has. */
const COMMON = ['Etc/UTC', 'Europe/London', 'America/New_York'].map((zone) => `/usr/share/zoneinfo/${zone}`);

/** Where zone data is looked for, in this order: glibc in TZDIR or the usual place, musl in three. */
function directoriesOf(context: ReadContext): string[] {
  const own = containerEnv(context).get('TZDIR') ?? '';
  if (context.target?.libc.family === 'musl') return ['/usr/share/zoneinfo', '/share/zoneinfo', '/etc/zoneinfo'];
  return own.startsWith('/') ? [own] : ['/usr/share/zoneinfo'];
}

/** A zone's file where it is; where it is not, the first place that was looked at. */
async function placeOf(context: ReadContext, zone: string) {
  const paths = zone.startsWith('/') ? [zone] : directoriesOf(context).map((directory) => `${directory}/${zone}`);
  const first = paths[0] ?? '';
  if (zone === '') return { path: first, file: null };
  const stats = await Promise.all(paths.map((path) => context.files.stat(path)));
  const at = stats.findIndex((one) => one.ok);
  return { path: paths[at] ?? first, file: stats[at] ?? stats[0] ?? null };
}

/** A script's own export is what its programs get, whatever the container was given. */
async function zoneOf(context: ReadContext): Promise<{ zone: string; setBy: string }> {
  const script = (await setByScripts(context, ['TZ'])).get('TZ');
  const zone = script?.value ?? containerEnv(context).get('TZ') ?? '';
  return { zone: zone.replace(/^:/, ''), setBy: script?.path ?? '' };
}

/** TZ and /etc/localtime, whether the zone's data is in the image, and what gives the program a time of its own. */
export const timezone: Reader = {
  source: 'timezone',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const { zone, setBy } = await zoneOf(context);
    // A rule like CET-1CEST needs no file; a name like Europe/Berlin does.
    const rule = /^<?[A-Za-z+-]{3,}>?[+-]?\d/.test(zone);
    const plausible = zone !== '' && !rule && !zone.includes('..');
    const { path, file } = await placeOf(context, plausible ? zone : '');
    const logged = context.earlier.log?.[0]?.facts.zoneNotFound;
    const asked = typeof logged === 'string' && !logged.includes('..') ? logged : '';
    const askedPath = `/usr/share/zoneinfo/${asked}`;
    const [askedFile, ...known] =
      asked === '' ? [] : await Promise.all([askedPath, ...COMMON].map((one) => context.files.stat(one)));
    const carried = await isCarried(context, file, zone);
    const local = await context.files.stat('/etc/localtime');
    const own = await ownClock(context);
    const data = {
      ownClock: ownClockData(own),
      zone,
      setBy,
      rule,
      lookedAt: plausible ? path : '',
      present: file?.ok === true,
      carried,
      unseen: unseenReason(file),
      logged: asked,
      loggedAt: asked === '' ? '' : askedPath,
      loggedPresent: askedFile?.ok === true,
      // With other zones there, a name that is not among them is a wrong name, not missing data.
      noZones: asked !== '' && known.every((one) => !one.ok && one.kind === 'missing'),
      localtime: local.ok ? local.value.linkTarget || local.value.path : '',
      runtime: context.target?.binary ?? '',
    };
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'time zone',
          startedAt,
          data,
          stdout: [
            `TZ=${zone}${setBy ? `, set by ${setBy}` : ''}`,
            plausible ? `${path}: ${data.present ? 'there' : 'not there'}` : '',
            carried ? `${data.runtime} carries the zone itself` : '',
            asked ? `the log asks for ${asked}; ${askedPath}: ${data.loggedPresent ? 'there' : 'not there'}` : '',
            `/etc/localtime: ${data.localtime || 'not there'}`,
            ownClockLine(own),
          ]
            .filter((line) => line !== '')
            .join('\n'),
          byHand: context.files.byHand(plausible ? path : asked ? askedPath : '/etc/localtime'),
        }),
      ],
    };
  },
};

/** A Go program may be built with the zones inside. */
async function isCarried(
  { files, target }: ReadContext,
  file: Answer<PathStat> | null,
  zone: string,
): Promise<boolean> {
  if (file === null || file.ok || file.kind !== 'missing' || !target?.binary) return false;
  const program = await files.read(target.binary, PROGRAM_BYTES);
  return program.ok && carriesZone(program.value.bytes, zone);
}

/** Why nothing is known of the zone's file: that it is not there is known. */
function unseenReason(file: Answer<PathStat> | null): string {
  return file !== null && !file.ok && file.kind !== 'missing' ? file.reason : '';
}
