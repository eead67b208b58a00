import type { Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';
import { isRow, rows, text, unique } from './values.ts';

/** Facts of the reader `libc`. */
export const libc: Extractor = {
  id: 'libc',
  about: 'The C library of the program, by the loader that it asks for.',
  facts: {
    family: { type: 'string', about: 'glibc, musl, static, uclibc, bionic or unknown' },
    version: { type: 'string', about: '2.36, 1.2.5; empty when it could not be read' },
    versionKnown: { type: 'bool', about: 'the version could be read' },
    because: { type: 'string', about: 'what told us' },
    binary: { type: 'string', about: 'the program that was looked at; empty for none' },
    imageFamily: {
      type: 'string',
      about: "the image's own libc, whatever the program asks for; none when it has no loader",
    },
    imageVersion: { type: 'string', about: 'its version, empty when unknown' },
    wantedLoader: { type: 'string', about: 'the loader that the program asks for, empty when it asks for none' },
    wantedFamily: { type: 'string', about: "that loader's family, by its name" },
    wantedExists: { type: 'bool', about: 'that loader is there; absent when none is asked for' },
    shim: { type: 'bool', about: "it answers to glibc's name and is musl (gcompat, libc6-compat)" },
    both: { type: 'bool', about: 'the image has loaders of more than one libc' },
    families: { type: 'list<string>', about: 'the libcs whose loaders are there' },
  },
  extract(evidence): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const image = isRow(data.image) ? data.image : {};
    const wanted = isRow(data.wanted) ? data.wanted : null;
    const families = unique(
      rows(data.loaders)
        .filter((one) => one.shim !== true)
        .map((one) => text(one.family)),
    );
    const imageFamily = text(image.family);
    return {
      family: text(data.family),
      version: text(data.version),
      versionKnown: text(data.version) !== '',
      because: text(data.because),
      binary: text(data.binary),
      imageFamily: families.length === 0 && imageFamily === 'unknown' ? 'none' : imageFamily,
      imageVersion: text(image.version),
      wantedLoader: text(wanted?.path),
      wantedFamily: text(wanted?.family),
      ...(wanted ? { wantedExists: wanted.exists === true } : {}),
      shim: wanted?.shim === true,
      both: families.length > 1,
      families,
    };
  },
};
