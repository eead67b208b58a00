import type { Observation } from '../../session/evidence.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { setByScripts } from '../script-environment.ts';
import { containerEnv } from './container-env.ts';
import { readEvidence } from './evidence.ts';

/** The first of them that is set decides. */
const VARIABLES = ['LC_ALL', 'LC_CTYPE', 'LANG'];

/** The locale that is set, and whether the image has it. musl knows C.UTF-8 only and needs no files. */
export const locale: Reader = {
  source: 'locale',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const env = containerEnv(context);
    const script = await setByScripts(context, VARIABLES);
    for (const [name, { value }] of script) env.set(name, value);
    const variable = VARIABLES.find((name) => env.get(name)) ?? '';
    const name = variable ? (env.get(variable) ?? '') : '';
    const setBy = script.get(variable)?.path ?? '';
    const family = context.target?.libc.family ?? 'unknown';
    const logged = context.earlier.log?.[0]?.facts.localeRefused;
    const asked = typeof logged === 'string' ? logged : '';
    const archive = await context.files.read('/usr/lib/locale/locale-archive', 64 * 1024 * 1024);
    const archived = (one: string): boolean => archive.ok && archive.value.bytes.includes(one);
    const inArchive = spelled(name).some(archived);
    const directory = await directoryOf(context, name);
    const loggedPresent = spelled(asked).some(archived) || (await directoryOf(context, asked)) !== '';
    const data = { variable, name, family, inArchive, archive: archive.ok, directory, logged: asked, loggedPresent };
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'locale',
          startedAt,
          data,
          stdout: [
            variable ? `${variable}=${name}${setBy ? `, set by ${setBy}` : ''}` : 'no locale is set',
            `/usr/lib/locale/locale-archive: ${archive.ok ? (inArchive ? 'holds it' : 'does not hold it') : 'not there'}`,
            asked ? `the log asks for ${asked}: ${loggedPresent ? 'there' : 'not there'}` : '',
            `/usr/lib/locale/NAME: ${directory || 'not there'}`,
          ]
            .filter((line) => line !== '')
            .join('\n'),
          byHand: context.files.byHand('/usr/lib/locale/locale-archive'),
        }),
      ],
    };
  },
};

/** Where a locale's own directory is: glibc looks into LOCPATH first. Empty for nowhere. */
async function directoryOf(context: ReadContext, name: string): Promise<string> {
  const own = (containerEnv(context).get('LOCPATH') ?? '').split(':').filter((one) => one.startsWith('/'));
  for (const directory of [...own.slice(0, 8), '/usr/lib/locale']) {
    for (const one of spelled(name)) {
      const stat = await context.files.stat(`${directory}/${one}/LC_CTYPE`);
      if (stat.ok) return stat.value.path;
    }
  }
  return '';
}

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
