import type { z } from 'zod';
import { didYouMean } from './nearest.ts';
import type { Problem } from './problem.ts';
import type { YamlPath, YamlSource } from './yaml-source.ts';

/** Checks one part of a file against its schema. Every fault is a problem at its own place; the value is null then. */
export function checkShape<S extends z.ZodType>(
  source: YamlSource,
  path: YamlPath,
  value: unknown,
  schema: S,
  problems: Problem[],
): z.infer<S> | null {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) problems.push(...problemsOf(source, path, value, issue, schema));
  return null;
}

function problemsOf(
  source: YamlSource,
  base: YamlPath,
  value: unknown,
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
): Problem[] {
  const inner = issue.path as (string | number)[];
  const path = [...base, ...inner];
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, inner);
    return issue.keys.map((key) => source.problemAtKey(path, key, `unknown key "${key}"`, didYouMean(key, known)));
  }
  if (issue.code === 'invalid_key') {
    const key = String(inner.at(-1));
    const message = issue.issues[0]?.message ?? 'not a valid name';
    return [source.problemAtKey(path.slice(0, -1), key, `"${key}" ${message}`)];
  }
  if (issue.code === 'invalid_type' && valueAt(value, inner) === undefined) {
    return [source.problem(path.slice(0, -1), `"${String(inner.at(-1) ?? '')}" is missing`)];
  }
  const name = inner.length === 0 ? '' : `"${inner.filter((part) => typeof part === 'string').at(-1) ?? ''}" `;
  if (issue.code === 'invalid_type') {
    const expected = TYPE_WORDS[issue.expected] ?? issue.expected;
    return [source.problem(path, `${name}must be ${expected}`)];
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    const wrong = valueAt(value, inner);
    const near = didYouMean(String(wrong), values);
    const hint = values.length > 1 && near.startsWith('did') ? near : '';
    return [source.problem(path, `${name}must be ${values.length === 1 ? '' : 'one of '}${values.join(', ')}`, hint)];
  }
  if (issue.code === 'too_small' && issue.minimum === 1 && issue.origin === 'array') {
    return [source.problem(path, `${name}must not be empty`)];
  }
  return [source.problem(path, `${name}${lower(issue.message)}`)];
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function lower(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let level: unknown = value;
  for (const part of path) {
    if (typeof level !== 'object' || level === null) return undefined;
    level = (level as Record<string | number, unknown>)[part];
  }
  return level;
}

/** Keys that a schema allows at a path; looks through optional and lists. */
function keysAt(schema: z.ZodType, path: readonly (string | number)[]): string[] {
  let level: unknown = schema;
  for (const part of ['', ...path]) {
    if (part !== '') level = child(level, part);
    while (defOf(level)?.type === 'optional') level = defOf(level)?.innerType;
  }
  const shape = defOf(level)?.shape;
  return shape === undefined ? [] : Object.keys(shape);
}

interface Def {
  readonly type: string;
  readonly innerType?: unknown;
  readonly element?: unknown;
  readonly valueType?: unknown;
  readonly shape?: Readonly<Record<string, unknown>>;
}

function defOf(schema: unknown): Def | undefined {
  return (schema as { def?: Def } | undefined)?.def;
}

function child(schema: unknown, part: string | number): unknown {
  const def = defOf(schema);
  return typeof part === 'number' ? def?.element : (def?.shape?.[part] ?? def?.valueType);
}
