import type { Facts, Json } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';
import { isRow, rows, text, unique } from './values.ts';

/** Facts of the reader `shared-libraries`: what the loader would find. */
export const sharedLibraries: Extractor = {
  id: 'shared-libraries',
  about: 'What the dynamic loader would find for the binary, in the image’s own files.',
  facts: {
    dynamic: { type: 'bool', about: 'the binary is an ELF file with a loader that is there' },
    found: { type: 'int', about: 'libraries that are there' },
    missing: { type: 'list<string>', about: 'libraries that are not there' },
    missingNeededBy: { type: 'string', about: 'the files that need the missing ones' },
    foreign: { type: 'list<string>', about: 'libraries that are there for another processor only' },
    unreadable: {
      type: 'list<string>',
      about: 'libraries that are there and that its user may not read, with their mode',
    },
    glibcTooOld: { type: 'bool', about: 'a GLIBC_ version is wanted that the image’s libc lacks' },
    glibcDemanded: { type: 'string', about: 'the highest GLIBC_ version wanted and lacking' },
    glibcProvided: { type: 'string', about: 'the highest GLIBC_ version the image has' },
    libstdcxxTooOld: { type: 'bool', about: 'a GLIBCXX_ or CXXABI_ version is wanted that libstdc++ lacks' },
    libstdcxxDemanded: { type: 'string', about: 'the highest of them' },
    libstdcxxProvided: { type: 'string', about: 'the highest that is there' },
    demandedBy: { type: 'string', about: 'the file that wants the lacking version' },
    otherVersions: { type: 'list<string>', about: 'other symbol versions that are lacking' },
    unresolved: { type: 'list<string>', about: 'symbols that no library defines' },
    unresolvedIn: { type: 'string', about: 'the files that want them' },
    symbolsChecked: { type: 'bool', about: 'every library was read whole, so that symbols could be compared' },
  },
  extract(evidence): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    if (data.elf !== true || data.linkage !== 'dynamic' || data.loaderExists !== true) {
      return { dynamic: false, found: 0, missing: [], unresolved: [], glibcTooOld: false, libstdcxxTooOld: false };
    }
    const missing = rows(data.missing);
    const versions = rows(data.versions);
    const unresolved = rows(data.unresolved);
    const glibc = versions.filter((one) => text(one.version).startsWith('GLIBC_'));
    const cxx = versions.filter((one) => /^(?:GLIBCXX|CXXABI)_/.test(text(one.version)));
    const others = versions.filter((one) => !glibc.includes(one) && !cxx.includes(one));
    return {
      dynamic: true,
      found: rows(data.libraries).length,
      missing: unique(missing.map((one) => text(one.name))),
      missingNeededBy: unique(missing.map((one) => text(one.neededBy))).join(', '),
      foreign: unique(missing.map((one) => text(one.foreign)).filter((one) => one !== '')),
      unreadable: rows(data.unreadable).map(
        (one) => `${text(one.path)} (mode ${text(one.mode)}, owner ${text(one.owner)})`,
      ),
      glibcTooOld: glibc.length > 0,
      libstdcxxTooOld: cxx.length > 0,
      ...(glibc[0] ? { glibcDemanded: text(glibc[0].version).slice(6), glibcProvided: plain(glibc[0].provided) } : {}),
      ...(cxx[0] ? { libstdcxxDemanded: text(cxx[0].version), libstdcxxProvided: plain(cxx[0].provided) } : {}),
      demandedBy: text((glibc[0] ?? cxx[0] ?? others[0])?.neededBy),
      otherVersions: unique(others.map((one) => text(one.version))),
      unresolved: unique(unresolved.map((one) => text(one.symbol))),
      unresolvedIn: unique(unresolved.map((one) => text(one.neededBy))).join(', '),
      symbolsChecked: data.symbolsChecked === true,
    };
  },
};

/** GLIBC_2.31 as 2.31; nothing as "an older one". */
function plain(value: Json | undefined): string {
  return text(value).replace(/^GLIBC_/, '') || 'an older one';
}
