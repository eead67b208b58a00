import type { Json } from '../session/evidence.ts';
import { ENDPOINT_SCHEMA, endpointValues, seenName, TARGET_SCHEMA } from './cel-values.ts';
import type { Declarations, Scope } from './condition.ts';
import { FORMATS, type Format, formatValue } from './format-value.ts';
import { didYouMean } from './nearest.ts';
import { singular } from './singular.ts';

/**
 * Sentences with placeholders: `{seconds}`, `{sizeBytes|bytes}`, `{subject}`, `{host}`, `{target.libc.family}`,
 * `{limits.slow}`, `{seen.dns_timing.seconds}`. Only a lower-case word in single braces is one: `{{.Id}}`, `${HOME}`
 * and `{print $1}` stand for themselves, so that commands can be written as they are.
 */
const PLACEHOLDER = /(?<![{$])\{([a-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*)(?:\|([a-z]+))?\}(?!\})/g;
/** One of them with the word behind it: `{layers} layers` of one layer is `1 layer`. */
const COUNTED = new RegExp(`${PLACEHOLDER.source}(?: ([a-z]+s)(?![A-Za-z-]))?`, 'g');
/** What was probably meant to be one. */
const ALMOST = /(?<![{$])\{\s+([a-zA-Z][A-Za-z0-9_.]*)\s*\}(?!\})/g;

export interface TemplateProblem {
  readonly start: number;
  readonly message: string;
  readonly hint: string;
}

/** Names that a template's placeholders use: for finding out which facts a text needs. */
export function placeholdersOf(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');
}

/** Placeholders that name nothing known, and unknown formats. */
export function checkTemplate(template: string, declarations: Declarations): TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  for (const match of template.matchAll(PLACEHOLDER)) {
    const [, path = '', format] = match;
    const start = match.index + 1;
    const problem = unknownPlaceholder(path.split('.'), declarations);
    if (problem !== null) problems.push({ start, ...problem });
    if (format !== undefined && !(FORMATS as readonly string[]).includes(format)) {
      const hint = `known: ${FORMATS.join(', ')}`;
      problems.push({ start: start + path.length + 1, message: `there is no format "${format}"`, hint });
    }
  }
  for (const match of template.matchAll(ALMOST)) {
    const name = match[1] ?? '';
    if (unknownPlaceholder(name.split('.'), declarations) !== null) continue;
    problems.push({ start: match.index, message: `"${match[0]}" would be printed as it is`, hint: `write {${name}}` });
  }
  return problems;
}

/** Names that stand for the subject, by what a step is taken for. */
const SUBJECT_NAMES = ['subject', 'nameserver', 'module'];

function unknownPlaceholder(
  path: readonly string[],
  declarations: Declarations,
): { message: string; hint: string } | null {
  const [root = '', ...rest] = path;
  const facts = declarations.facts ?? {};
  if (Object.hasOwn(facts, root)) {
    if (rest.length === 0 || facts[root]?.type === 'map<string,dyn>') return null;
    return { message: `{${path.join('.')}}: the fact "${root}" has no parts`, hint: '' };
  }
  if (rest.length === 0 && SUBJECT_NAMES.includes(root)) return null;
  if (declarations.endpoint && rest.length === 0 && (root === 'host' || root === 'port')) return null;
  const tables: Record<string, object> = { target: TARGET_SCHEMA, limits: declarations.limits };
  if (declarations.endpoint) tables.endpoint = ENDPOINT_SCHEMA;
  tables.seen = Object.fromEntries(Object.entries(declarations.seen).map(([id, table]) => [seenName(id), table]));
  const found = tables[root];
  if (found === undefined || rest.length === 0) {
    const names = [...Object.keys(facts), 'subject', ...(declarations.endpoint ? ['host', 'port'] : [])];
    const whose = declarations.facts === null ? '' : ` in the facts of "${declarations.extractor}"`;
    return { message: `{${path.join('.')}} is not known${whose}`, hint: didYouMean(root, names) };
  }
  let level: unknown = found;
  for (const name of rest) {
    const type = typeOf(level);
    if (type === 'map<string,dyn>') return null;
    const known = typeof level === 'object' && level !== null && type === '' ? Object.keys(level) : [];
    if (!known.includes(name)) return { message: `{${path.join('.')}} is not known`, hint: didYouMean(name, known) };
    level = (level as Record<string, unknown>)[name];
  }
  return null;
}

/** The type of a declared fact; empty for a table of facts. */
function typeOf(level: unknown): string {
  const type = typeof level === 'object' && level !== null && 'type' in level ? level.type : '';
  return typeof type === 'string' ? type : '';
}

/**
 * A template with its values; what is not there is written "?" and named in `missing`. `write` turns a value into
 * text: for people unless told otherwise.
 */
export function renderTemplate(
  template: string,
  scope: Scope,
  write: (value: Json, format: Format | '') => string = formatValue,
): { text: string; missing: string[] } {
  const missing: string[] = [];
  const text = template.replaceAll(COUNTED, (_, path: string, format: Format | undefined, noun?: string) => {
    const value = lookUp(path.split('.'), scope);
    const behind = noun === undefined ? '' : ` ${noun}`;
    if (value === undefined || value === null) {
      if (!missing.includes(path)) missing.push(path);
      return `?${behind}`;
    }
    const written = write(value, format ?? '');
    const isOne = written === '1' && write === formatValue && noun !== undefined;
    return written + (isOne ? ` ${singular(noun)}` : behind);
  });
  return { text, missing };
}

/** The value that a placeholder names; undefined when it is not there. */
export function lookUp(path: readonly string[], scope: Scope): Json | undefined {
  const [root = '', ...rest] = path;
  if (Object.hasOwn(scope.facts, root)) return within(scope.facts[root], rest);
  if (SUBJECT_NAMES.includes(root)) return scope.subject;
  if (root === 'host') return scope.endpoint?.host;
  if (root === 'port') return scope.endpoint?.port;
  if (root === 'target') return within(scope.target as unknown as Json, rest);
  if (root === 'limits') return within(scope.limits as Json, rest);
  if (root === 'endpoint') return within(endpointValues(scope.endpoint), rest);
  if (root !== 'seen') return undefined;
  const step = Object.entries(scope.seen ?? {}).find(([id]) => seenName(id) === rest[0]);
  return within(step?.[1], rest.slice(1));
}

function within(value: Json | undefined, path: readonly string[]): Json | undefined {
  let level: Json | undefined = value;
  for (const name of path) {
    if (typeof level !== 'object' || level === null || Array.isArray(level) || !Object.hasOwn(level, name)) {
      return undefined;
    }
    level = level[name];
  }
  return level;
}
