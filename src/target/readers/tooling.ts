import type { Observation } from '../../session/evidence.ts';
import type { Reader } from '../reader.ts';
import { readEvidence } from './evidence.ts';

/** What one wants to have at night. */
const TOOLS = [
  'sh',
  'bash',
  'busybox',
  'getent',
  'ldd',
  'openssl',
  'curl',
  'wget',
  'nc',
  'dig',
  'nslookup',
  'ip',
  'ps',
  'strace',
  'tcpdump',
  'apk',
  'apt-get',
];
const DIRECTORIES = ['/bin', '/usr/bin', '/sbin', '/usr/sbin', '/usr/local/bin'];

/** Which shells and tools the image has, by looking for their files. */
export const tooling: Reader = {
  source: 'tooling',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const found = await Promise.all(
      TOOLS.map(async (name) => {
        for (const directory of DIRECTORIES) {
          const stat = await context.files.stat(`${directory}/${name}`);
          if (stat.ok)
            return { name, path: `${directory}/${name}`, busybox: stat.value.linkTarget.endsWith('busybox') };
        }
        return { name, path: '', busybox: false };
      }),
    );
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'shells and tools',
          startedAt,
          data: { tools: found },
          stdout: found
            .map(({ name, path, busybox }) => `${name.padEnd(9)} ${path || '-'}${busybox ? ' (busybox)' : ''}`)
            .join('\n'),
          byHand: `docker run --rm --network none --entrypoint sh ${context.image.id} -c 'command -v ${TOOLS.join(' ')}'`,
          byHandEquivalent: true,
        }),
      ],
    };
  },
};
