import type { Observation } from '../../session/evidence.ts';
import type { Reader } from '../reader.ts';
import { containerEnv } from './container-env.ts';
import { readEvidence } from './evidence.ts';

/** The locale that is set, and whether the image has it. musl knows C.UTF-8 only and needs no files. */
export const locale: Reader = {
  source: 'locale',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const env = containerEnv(context);
    const variable = ['LC_ALL', 'LC_CTYPE', 'LANG'].find((name) => env.get(name)) ?? '';
    const name = variable ? (env.get(variable) ?? '') : '';
    const family = context.target?.libc.family ?? 'unknown';
    const archive = await context.files.read('/usr/lib/locale/locale-archive', 64 * 1024 * 1024);
    const spellings = spelled(name);
    const inArchive = archive.ok && spellings.some((one) => archive.value.bytes.includes(one));
    let directory = '';
    for (const one of spellings) {
      const stat = await context.files.stat(`/usr/lib/locale/${one}/LC_CTYPE`);
      if (stat.ok) directory = stat.value.path;
    }
    const data = { variable, name, family, inArchive, archive: archive.ok, directory };
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'locale',
          startedAt,
          data,
          stdout: [
            variable ? `${variable}=${name}` : 'no locale is set',
            `/usr/lib/locale/locale-archive: ${archive.ok ? (inArchive ? 'holds it' : 'does not hold it') : 'not there'}`,
            `/usr/lib/locale/NAME: ${directory || 'not there'}`,
          ].join('\n'),
          byHand: context.files.byHand('/usr/lib/locale/locale-archive'),
        }),
      ],
    };
  },
};

/** glibc finds en_US.UTF-8 under en_US.utf8: the code set in lower case without dashes. */
function spelled(name: string): string[] {
  const at = name.indexOf('.');
  if (name === '' || /[/\0]/.test(name)) return [];
  const plain =
    at < 0
      ? name
      : `${name.slice(0, at)}.${name
          .slice(at + 1)
          .toLowerCase()
          .replaceAll('-', '')}`;
  return [...new Set([plain, name])];
}
