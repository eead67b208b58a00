import type { Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';
import { isRow, text } from './values.ts';

/** Facts of the reader `locale`. */
export const locale: Extractor = {
  id: 'locale',
  about: 'The locale that is set, and whether the image has it.',
  facts: {
    variable: { type: 'string', about: 'LC_ALL, LC_CTYPE or LANG: the one that decides; empty when none is set' },
    locale: { type: 'string', about: 'its value' },
    missing: { type: 'bool', about: 'glibc would not find it and fall back to C' },
    loggedLocale: { type: 'string', about: 'the locale that the log says was refused; empty for none' },
    loggedMissing: { type: 'bool', about: 'the image does not have that one' },
    available: { type: 'string', about: 'what was looked at, in words' },
  },
  extract(evidence): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const name = text(data.name);
    const builtIn = /^(?:C|POSIX|C\.(?:UTF-?8|utf-?8))$/.test(name) || name === '';
    const needsFiles = text(data.family) === 'glibc';
    return {
      variable: text(data.variable),
      locale: name,
      missing: !builtIn && needsFiles && data.inArchive !== true && text(data.directory) === '',
      loggedLocale: text(data.logged),
      loggedMissing: text(data.logged) !== '' && needsFiles && data.loggedPresent !== true,
      available: data.archive === true ? 'its locale archive does not hold it' : 'it has no locale archive',
    };
  },
};
