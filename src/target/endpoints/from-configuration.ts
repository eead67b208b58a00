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

const REMARK = /^(?:#|\/\/|;)/;
/** The end of a list of several lines. */
const CLOSED = /\]\s?,?$/;

/** Keys with the sections, or the less indented keys, above them. */
function fromLines(text: string): Setting[] {
  const settings: Setting[] = [];
  let section: string[] = [];
  let above: { indent: number; key: string }[] = [];
  // A list whose items stand on lines of their own, up to its closing bracket.
  let list: readonly string[] | null = null;
  for (const line of text.split('\n', MOST_LINES)) {
    const bare = line.trim();
    if (bare === '' || REMARK.test(bare) || line.length > 4_000) continue;
    if (list !== null) {
      settings.push(...flowSettings(list, bare.replace(/\]?\s?,?$/, '')));
      if (CLOSED.test(bare)) list = null;
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
    const path = [...section, ...above.map((one) => one.key)];
    const { key, value } = assignmentOf(bare, item);
    // A list's items stand under its key.
    if (key === null) {
      if (item > 0 && path.length > 0) settings.push(...flowSettings(path, value));
    } else if (value === '') above.push({ indent, key });
    else if (value === '[') list = [...path, key];
    else settings.push(...flowSettings([...path, key], value));
  }
  return settings.slice(0, MOST_LEAVES);
}

/** Key and value of a line; no key where it is an item: `- db:5432` is one, `- host: db` is a key with its value. */
function assignmentOf(bare: string, item: number): { key: string | null; value: string } {
  const text = bare.slice(item);
  const isItem = item > 0 && !/:(?:\s|$)|=/.test(text);
  const match = isItem ? null : ASSIGNMENT.exec(text);
  return match === null ? { key: null, value: text } : { key: match[1] ?? '', value: unquoted(match[2] ?? '') };
}
