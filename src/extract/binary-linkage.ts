import type { Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';
import { isRow, text, texts } from './values.ts';

/** Facts of the reader `binary-linkage`. */
export const binaryLinkage: Extractor = {
  id: 'binary-linkage',
  about: 'How the program is linked: loader and libraries, or statically.',
  facts: {
    kind: {
      type: 'string',
      about: 'dynamic, static, none (no program known), no-elf, unreadable, damaged, library, unknown',
    },
    staticPie: { type: 'bool', about: 'static and position-independent' },
    path: { type: 'string', about: 'the program' },
    architecture: { type: 'string', about: 'the processor it is made for; ELF files only' },
    loader: { type: 'string', about: 'the loader it asks for, empty for none' },
    loaderFamily: { type: 'string', about: "that loader's libc, by its name" },
    loaderExists: { type: 'bool', about: 'that loader is there; absent when none is asked for' },
    needed: {
      type: 'list<string>',
      about: 'the libraries it names itself; absent when they stand too far back in the file',
    },
    neededCount: { type: 'int', about: 'how many; 0 when not seen' },
    runpath: { type: 'list<string>', about: 'directories of RPATH and RUNPATH' },
    glibcDemanded: { type: 'string', about: 'the highest GLIBC_ version it asks for itself; empty for none' },
    go: { type: 'bool', about: 'made by Go' },
    goVersion: { type: 'string', about: 'go1.22.1; empty when unknown' },
    goText: { type: 'string', about: '", made by go1.22.1", or nothing' },
    goPureResolver: {
      type: 'bool',
      about: 'a Go program without libc: it resolves names by itself, getent is no evidence for it',
    },
  },
  extract(evidence): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const linkage = text(data.kind);
    const go = isRow(data.go) ? data.go : null;
    const needs = isRow(data.highestNeeds) ? data.highestNeeds : {};
    const isStatic = linkage === 'static' || linkage === 'static-pie';
    return {
      kind: isStatic ? 'static' : linkage,
      staticPie: linkage === 'static-pie',
      path: text(data.path),
      ...(data.architecture ? { architecture: text(data.architecture) } : {}),
      loader: text(data.loader),
      loaderFamily: text(data.loaderFamily),
      ...(typeof data.loaderExists === 'boolean' ? { loaderExists: data.loaderExists } : {}),
      ...(Array.isArray(data.needed) ? { needed: texts(data.needed) } : {}),
      neededCount: texts(data.needed).length,
      runpath: texts(data.runpath),
      glibcDemanded: text(needs.GLIBC),
      go: go !== null,
      goVersion: text(go?.version),
      goText: go === null ? '' : `, made by ${text(go.version) || 'Go'}`,
      goPureResolver: go !== null && (isStatic || text(go.cgo) === '0' || /\bnetgo\b/.test(text(go.tags))),
    };
  },
};
