import type { Observation } from '../../session/evidence.ts';
import type { Reader } from '../reader.ts';
import { containerEnv } from './container-env.ts';
import { readEvidence } from './evidence.ts';

/** TZ and /etc/localtime, and whether the zone's data is in the image. */
export const timezone: Reader = {
  source: 'timezone',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const zone = (containerEnv(context).get('TZ') ?? '').replace(/^:/, '');
    const path = zone.startsWith('/') ? zone : `/usr/share/zoneinfo/${zone}`;
    // A rule like CET-1CEST needs no file; a name like Europe/Berlin does.
    const rule = /^<?[A-Za-z+-]{3,}>?[+-]?\d/.test(zone);
    const plausible = zone !== '' && !rule && !zone.includes('..');
    const file = plausible ? await context.files.stat(path) : null;
    const local = await context.files.stat('/etc/localtime');
    const data = {
      zone,
      rule,
      lookedAt: plausible ? path : '',
      present: file?.ok === true,
      unseen: file !== null && !file.ok && file.kind !== 'missing' ? file.reason : '',
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
            `TZ=${zone}`,
            plausible ? `${path}: ${data.present ? 'there' : 'not there'}` : '',
            `/etc/localtime: ${data.localtime || 'not there'}`,
          ]
            .filter((line) => line !== '')
            .join('\n'),
          byHand: context.files.byHand(plausible ? path : '/etc/localtime'),
        }),
      ],
    };
  },
};
