import type { Candidate } from './candidate.ts';
import { flowSettings, type Setting, unquoted } from './flow-settings.ts';
import { endpointsInEnvironment } from './from-environment.ts';

const MOST_LINES = 5_000;
const MOST_LEAVES = 2_000;
const DEEPEST = 12;
/** Links of authors and of formats: nothing that a service talks to. */
const NOT_ITS_OWN =
  /schema|xmlns|license|homepage|repository|bugs|documentation|(?:^|[._-])docs?(?:[._-]|$)|contact|namespace|issuer$|audience$/i;

/**
 * Hosts in a configuration file: JSON, or lines of YAML, TOML, INI, properties and dotenv files. A host and a port
 * under the same keys belong together.
 */
export function endpointsInConfiguration(place: string, text: string): Candidate[] {
  const settings = (fromJson(text) ?? fromLines(text)).filter(({ path }) => !NOT_ITS_OWN.test(path.join('.')));
  const spoken = new Map<string, string>();
  const assignments = settings.map(({ path, value }) => {
    const name = path.map(variableName).join('__');
    spoken.set(name, path.join('.'));
    return `${name}=${value}`;
  });
  return endpointsInEnvironment(assignments, place).map((one) => {
    const name = one.foundIn.slice(place.length + 1).split(' ')[0] ?? '';
    const path = spoken.get(name);
    return path === undefined
      ? one
      : { ...one, foundIn: `${place} ${path}${one.foundIn.slice(place.length + 1 + name.length)}` };
  });
}

/** `baseUrl`, `base-url` and `base.url` as a variable is spelled: BASE_URL. */
function variableName(key: string): string {
  return key
    .slice(0, 120)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
}

function fromJson(text: string): Setting[] | null {
  if (!/^\s*[{[]/.test(text)) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const settings: Setting[] = [];
  const walk = (one: unknown, path: readonly string[]): void => {
    if (settings.length >= MOST_LEAVES || path.length > DEEPEST) return;
    if (typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean') {
      if (path.length > 0) settings.push({ path, value: String(one).slice(0, 4_000) });
    } else if (Array.isArray(one)) for (const part of one.slice(0, 200)) walk(part, path);
    else if (typeof one === 'object' && one !== null) {
      for (const [key, part] of Object.entries(one)) walk(part, [...path, key]);
    }
  };
  walk(value, []);
  return settings;
}

const SECTION = /^\[{1,2}\s?["']?([\w.:-]{1,120})["']?\s?\]{1,2}$/;
const ASSIGNMENT = /^(?:export +)?["']?([A-Za-z_][\w.-]{0,120})["']?\s?[:=]\s?(.{0,2000})$/;

/** Keys with the sections, or the less indented keys, above them. */
function fromLines(text: string): Setting[] {
  const settings: Setting[] = [];
  let section: string[] = [];
  let above: { indent: number; key: string }[] = [];
  // A list whose items stand on lines of their own, up to its closing bracket.
  let list: readonly string[] | null = null;
  for (const line of text.split('\n', MOST_LINES)) {
    const bare = line.trim();
    if (bare === '' || bare.startsWith('#') || bare.startsWith('//') || bare.startsWith(';') || line.length > 4_000)
      continue;
    if (list !== null) {
      if (!bare.startsWith(']')) settings.push(...flowSettings(list, bare.replace(/\]?,?$/, '')));
      if (bare.startsWith(']') || /\]\s?,?$/.test(bare)) list = null;
      continue;
    }
    const named = SECTION.exec(bare);
    if (named) {
      section = (named[1] ?? '').split('.');
      above = [];
      continue;
    }
    const item = /^(?:- +){0,3}/.exec(bare)?.[0].length ?? 0;
    const indent = line.length - line.trimStart().length + item;
    above = above.filter((one) => one.indent < indent);
    // `- db:5432` is an item, `- host: db` a key with its value.
    const isItem = item > 0 && !/:(?:\s|$)|=/.test(bare.slice(item));
    const match = isItem ? null : ASSIGNMENT.exec(bare.slice(item));
    const path = [...section, ...above.map((one) => one.key)];
    if (match === null) {
      // A list's items stand under its key.
      if (item > 0 && path.length > 0) settings.push(...flowSettings(path, bare.slice(item)));
      continue;
    }
    const [, key = '', rest = ''] = match;
    const value = unquoted(rest);
    if (value === '') above.push({ indent, key });
    else if (value === '[') list = [...path, key];
    else settings.push(...flowSettings([...path, key], value));
  }
  return settings.slice(0, MOST_LEAVES);
}
