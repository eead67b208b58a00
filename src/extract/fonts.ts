import type { Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';
import { isRow, number, text } from './values.ts';

/** Facts of the reader `fonts`. */
export const fonts: Extractor = {
  id: 'fonts',
  about: 'Fonts in the image, and whether the log misses them.',
  facts: {
    fonts: { type: 'int', about: 'font files' },
    fontconfig: { type: 'bool', about: 'fontconfig is configured' },
    errorSeen: { type: 'bool', about: 'the log holds an error of a library without fonts' },
    errorLine: { type: 'string', about: 'that line' },
    likelyNeeded: { type: 'bool', about: 'the program is of a kind that may draw' },
    neededBy: { type: 'string', about: 'which kind' },
  },
  extract(evidence): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const name = text(data.binary).slice(text(data.binary).lastIndexOf('/') + 1);
    const needed = name === 'java' ? 'Java' : '';
    return {
      fonts: number(data.fonts) ?? 0,
      fontconfig: data.fontconfig === true,
      errorSeen: text(data.errorLine) !== '',
      errorLine: text(data.errorLine),
      likelyNeeded: needed !== '',
      neededBy: needed,
    };
  },
};
