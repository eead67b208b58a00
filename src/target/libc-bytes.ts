import type { LibcFamily } from './target.ts';

/** What the bytes of a loader or of libc.so.6 say of themselves. Pure. */
export interface LibcBytes {
  readonly family: LibcFamily;
  readonly version: string | null;
  /** Answers to another libc's loader name, and runs musl: gcompat, libc6-compat. */
  readonly shim: boolean;
}

const MOST_HITS = 4096;
const RELEASES = ['stable release version ', 'development release version '];

/** glibc says its version in a sentence; null where the bytes hold no such sentence (ld.so before 2.33). */
export function glibcVersion(bytes: Buffer): string | null {
  for (const words of RELEASES) {
    const at = bytes.indexOf(words, 0, 'latin1');
    if (at < 0) continue;
    const version = /^[0-9]{1,3}\.[0-9]{1,4}/.exec(bytes.toString('latin1', at + words.length, at + words.length + 16));
    if (version) return version[0];
  }
  return null;
}

/** glibc before 2.34 has its version in the names of its files: ld-2.31.so, libc-2.31.so. */
export function glibcVersionOfName(path: string): string | null {
  return /\/(?:ld|libc)-([0-9]{1,3}\.[0-9]{1,4})(?:\.[0-9]{1,4})?\.so$/.exec(path)?.[1] ?? null;
}

/** musl's loader has its bare version as a string of its own: "1.2.5". */
export function muslVersion(bytes: Buffer): string | null {
  const start = Buffer.from('\u00001.', 'latin1');
  let at = bytes.indexOf(start);
  for (let i = 0; at >= 0 && i < MOST_HITS; i += 1) {
    const text = bytes.toString('latin1', at + 1, at + 33);
    const end = text.indexOf('\0');
    const version = end < 0 ? null : /^(1\.[0-9]{1,2}\.[0-9]{1,3})(?:[-+_][\w.-]{0,20})?$/.exec(text.slice(0, end));
    if (version) return version[1] ?? null;
    at = bytes.indexOf(start, at + 1);
  }
  return null;
}

/** Which libc a loader's bytes belong to: a name alone lies (gcompat answers to glibc's). */
export function identifyLoader(bytes: Buffer): LibcBytes {
  const has = (text: string): boolean => bytes.indexOf(text, 0, 'latin1') >= 0;
  if (has('musl libc')) return { family: 'musl', version: muslVersion(bytes), shim: false };
  if (has('libgcompat.so')) return { family: 'musl', version: null, shim: true };
  if (has('GLIBC_PRIVATE')) return { family: 'glibc', version: glibcVersion(bytes), shim: false };
  if (has('uClibc')) return { family: 'uclibc', version: null, shim: false };
  return { family: 'unknown', version: null, shim: false };
}

/** An apk database (`P:musl`, `V:1.2.5-r0`) or a dpkg status (`Package: libc6`, `Version: 2.36-9`): the libc's version. */
export function packagedLibc(database: string, kind: 'apk' | 'dpkg'): { family: LibcFamily; version: string } | null {
  const [nameKey, versionKey] = kind === 'apk' ? ['P:', 'V:'] : ['Package: ', 'Version: '];
  const names: Readonly<Record<string, LibcFamily>> =
    kind === 'apk' ? { musl: 'musl', glibc: 'glibc' } : { libc6: 'glibc', musl: 'musl' };
  for (const [name, family] of Object.entries(names)) {
    const entry = `\n${nameKey}${name}\n`;
    const at = `\n${database}`.indexOf(entry);
    if (at < 0) continue;
    const block = database.slice(Math.max(0, at - 1), at + 8192).split('\n\n')[0] ?? '';
    const line = block.split('\n').find((one) => one.startsWith(versionKey));
    const version = /^(?:[0-9]+:)?([0-9]{1,3}(?:\.[0-9]{1,4}){1,3})/.exec(line?.slice(versionKey.length) ?? '')?.[1];
    if (version) return { family, version };
  }
  return null;
}
