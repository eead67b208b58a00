import type { Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';
import { isRow, type Row, rows, text, unique } from './values.ts';

/** Facts of the reader `native-modules`. */
export const nativeModules: Extractor = {
  id: 'native-modules',
  about: 'Prebuilt modules of Node and Python packages, against the image’s libc.',
  facts: {
    modules: { type: 'int', about: 'native modules in the image' },
    nodeMismatches: {
      type: 'list<string>',
      about: 'Node packages whose only addons are for the other libc and cannot be loaded',
    },
    pythonMismatches: { type: 'list<string>', about: 'Python extensions for the other libc that cannot be loaded' },
    mismatchLibc: { type: 'string', about: 'the libc that those were built for' },
    imageLibc: { type: 'string', about: 'the libc of the image' },
    mismatchProof: { type: 'string', about: 'what the loader would lack, for the first of them' },
    otherTroubles: { type: 'list<string>', about: 'modules of the right libc that could not be loaded, and why' },
  },
  extract(evidence): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const imageLibc = text(data.imageLibc);
    const groups = new Map<string, Row[]>();
    for (const module of rows(data.modules)) {
      const group = groups.get(text(module.group)) ?? [];
      groups.set(text(module.group), [...group, module]);
    }
    const wrong = [...groups].filter(([, variants]) => mismatched(variants, imageLibc));
    const first = wrong[0]?.[1][0];
    const names = unique(wrong.map(([name]) => name)).slice(0, 12);
    const broken = [...groups].flatMap(([name, variants]) => {
      const own = variants.filter((one) => text(one.libc) !== other(imageLibc) && one.sameCpu === true);
      return own.length > 0 && own.every((one) => one.judged === true && text(one.trouble) !== '')
        ? [`${name}: ${text(own[0]?.trouble)}`]
        : [];
    });
    return {
      modules: rows(data.modules).length,
      nodeMismatches: text(data.runtime) === 'node' ? names : [],
      pythonMismatches: text(data.runtime) === 'python' ? names : [],
      mismatchLibc: other(imageLibc),
      imageLibc,
      mismatchProof: text(first?.trouble),
      otherTroubles: broken.slice(0, 12),
    };
  },
};

function other(libc: string): string {
  return libc === 'musl' ? 'glibc' : libc === 'glibc' ? 'musl' : '';
}

/** No variant fits, and one for the other libc would be loaded and could not be. */
function mismatched(variants: readonly Row[], imageLibc: string): boolean {
  const here = variants.filter((one) => one.sameCpu === true);
  const foreign = here.filter((one) => text(one.libc) === other(imageLibc));
  if (foreign.length === 0 || foreign.length < here.length) return false;
  return foreign.every((one) => one.judged === true && text(one.trouble) !== '');
}
