import type { Observation } from '../../session/evidence.ts';
import type { Reader } from '../reader.ts';
import { readEvidence } from './evidence.ts';

const MOST_BYTES = 16 * 1024 * 1024;

/** The package database, counted. */
export const packages: Reader = {
  source: 'packages',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    for (const { path, manager, name } of [
      { path: '/lib/apk/db/installed', manager: 'apk', name: /^P:(.+)$/gm },
      { path: '/usr/lib/apk/db/installed', manager: 'apk', name: /^P:(.+)$/gm },
      { path: '/var/lib/dpkg/status', manager: 'dpkg', name: /^Package: (.+)$/gm },
    ]) {
      const read = await context.files.read(path, MOST_BYTES);
      if (!read.ok || read.value.bytes.length === 0) continue;
      const names = [...read.value.bytes.toString('utf8').matchAll(name)].map((one) => one[1] ?? '').slice(0, 5000);
      return {
        kind: 'seen',
        libcMatched: null,
        evidence: [
          readEvidence({
            what: 'package inventory',
            startedAt,
            data: { manager, names, os: context.target?.os.id ?? '' },
            stdout: names.join('\n'),
            byHand: context.files.byHand(path),
            truncated: read.value.truncated,
          }),
        ],
      };
    }
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'package inventory',
          startedAt,
          data: { manager: '', names: [], os: context.target?.os.id ?? '' },
          stdout: 'no package database',
          byHand: context.files.byHand('/var/lib/dpkg/status'),
        }),
      ],
    };
  },
};
