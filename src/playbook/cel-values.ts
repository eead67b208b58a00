import { isIP } from 'node:net';
import type { FactType } from '../extract/extractor.ts';
import type { Facts, Json } from '../session/evidence.ts';
import type { Endpoint } from '../target/target.ts';
import type { Declarations, Scope } from './condition.ts';
import type { FactTable } from './fact-table.ts';

/** Two loops over lists of this length still take less than a second. */
const MOST_ITEMS = 2000;

/** The target as conditions see it; what is null on a target is absent here. */
export const TARGET_SCHEMA = {
  kind: 'string',
  id: 'string',
  name: 'string',
  state: 'string',
  running: 'bool',
  exitCode: 'int',
  oomKilled: 'bool',
  image: {
    id: 'string',
    ref: 'string',
    tags: 'list<string>',
    digests: 'list<string>',
    created: 'string',
    architecture: 'string',
  },
  engineArchitecture: 'string',
  libc: { family: 'string', version: 'string', because: 'string' },
  os: { id: 'string', version: 'string', name: 'string' },
  user: 'string',
  binary: 'string',
  endpoints: 'list<dyn>',
  startedAt: 'string',
  restartCount: 'int',
};

export const ENDPOINT_SCHEMA = {
  host: 'string',
  port: 'int',
  foundIn: 'string',
  source: 'string',
  scheme: 'string',
  tls: 'bool',
  /** TLS, and any certificate will do. */
  unverified: 'bool',
  /** The plain path that its URL names; empty without. */
  path: 'string',
  /** The host is an IP address: there is no name to look up. */
  isAddress: 'bool',
  /** HTTP is spoken on it. */
  http: 'bool',
};

/** `dns-timing` as conditions and templates spell it after `seen.`: `dns_timing`. */
export function seenName(step: string): string {
  return step.replaceAll('-', '_');
}

/** Declared facts as a CEL schema. */
export function celSchema(facts: FactTable): Record<string, string> {
  const types = Object.entries(facts).map(([name, { type }]) => [name, type.replace(',', ', ')]);
  return Object.fromEntries(types) as Record<string, string>;
}

/**
 * A scope's values as CEL takes them: whole numbers of type int as BigInt, null as absent. A fact whose value is not
 * of its declared type is left out and named in `mismatched`: it must never pass for "no".
 */
export function celContext(
  scope: Scope,
  declarations: Declarations,
): { context: Record<string, unknown>; mismatched: Map<string, string> } {
  const mismatched = new Map<string, string>();
  const seen = Object.fromEntries(
    Object.entries(declarations.seen).map(([step, table]) => [
      seenName(step),
      factsOf(scope.seen?.[step] ?? {}, table, `seen.${seenName(step)}`, mismatched),
    ]),
  );
  const context: Record<string, unknown> = {
    subject: scope.subject,
    limits: { ...scope.limits },
    target: ofSchema(scope.target, TARGET_SCHEMA),
    seen,
  };
  if (declarations.endpoint) context.endpoint = ofSchema(endpointValues(scope.endpoint), ENDPOINT_SCHEMA);
  if (declarations.facts !== null) context.facts = factsOf(scope.facts, declarations.facts, 'facts', mismatched);
  return { context, mismatched };
}

/** An endpoint with what follows from it; empty where there is none. */
export function endpointValues(endpoint: Endpoint | null | undefined): Record<string, Json> {
  if (endpoint === null || endpoint === undefined) return {};
  const isAddress = isIP(endpoint.host) !== 0;
  return {
    unverified: false,
    path: '',
    ...endpoint,
    isAddress,
    http: ['http', 'https', 'ws', 'wss'].includes(endpoint.scheme),
  };
}

function factsOf(
  facts: Facts,
  table: FactTable,
  root: string,
  mismatched: Map<string, string>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, { type }] of Object.entries(table)) {
    if (!Object.hasOwn(facts, name)) continue;
    const value = facts[name];
    if (value === null || value === undefined) continue;
    if (!isOf(value, type)) mismatched.set(`${root}.${name}`, `of type ${type}`);
    else if (Array.isArray(value) && value.length > MOST_ITEMS)
      mismatched.set(`${root}.${name}`, 'short enough to judge');
    else values[name] = type === 'int' ? BigInt(value as number) : value;
  }
  return values;
}

/** Is a value of a fact's declared type? */
export function isOf(value: Json, type: FactType): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'int':
      return Number.isSafeInteger(value);
    case 'double':
      return typeof value === 'number' && Number.isFinite(value);
    case 'bool':
      return typeof value === 'boolean';
    case 'list<string>':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'list<dyn>':
      return Array.isArray(value);
    case 'map<string,dyn>':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
  }
}

type Schema = { readonly [name: string]: string | Schema };

function ofSchema(source: object, schema: Schema): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(schema)) {
    const value = (source as Record<string, unknown>)[name];
    if (value === null || value === undefined) continue;
    if (typeof type !== 'string') values[name] = ofSchema(value as object, type);
    else values[name] = type === 'int' ? BigInt(Math.trunc(Number(value))) : value;
  }
  return values;
}
