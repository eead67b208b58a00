import { join } from 'node:path';
import type { KeepPolicy } from './expiry.ts';
import { configDir } from './places.ts';
import { isMapping, onlyKeys, parseSettings, readSettingsFile, SettingsError } from './settings-file.ts';

/** A team's configuration, `config.yaml` in the configuration directory. What it does not say is null or empty. */
export interface Config {
  readonly debug: {
    /** References with placeholders, tried in order: `registry.example/debug/{libc}:{tag}`. */
    readonly rules: readonly string[];
    /** Images on the engine that may serve, `*` standing for anything; null: walkdown's own list. */
    readonly patterns: readonly string[] | null;
  };
  /** Engines of other machines: a node's name or address, to a Docker context or an engine's address. */
  readonly engines: Readonly<Record<string, string>>;
  /** How long sessions are kept. */
  readonly keep: KeepPolicy;
}

const PLACEHOLDERS = ['repository', 'tag', 'name', 'libc', 'architecture'];
const MOST_ENTRIES = 100;
const MOST_LENGTH = 300;

type Env = Readonly<Record<string, string | undefined>>;

/** The configuration of whoever runs walkdown. Throws SettingsError (or the keep policy's error) in one line. */
export async function readConfig(env: Env): Promise<Config> {
  const file = join(configDir(env), 'config.yaml');
  return parseConfig((await readSettingsFile(file)) ?? '', file);
}

/** The same from its text. */
export async function parseConfig(text: string, file: string): Promise<Config> {
  const value = await parseSettings(text, file);
  onlyKeys(value, ['debug', 'engines', 'sessions'], file, 'the configuration');
  const debug = value.debug ?? {};
  if (!isMapping(debug)) throw new SettingsError(`${file}: debug takes rules and images.`);
  onlyKeys(debug, ['rules', 'images'], file, 'debug');
  const { keepPolicyOf } = await import('./keep-policy.ts');
  return {
    debug: {
      rules: (references(debug.rules, 'rules', file) ?? []).map((rule) => checkedRule(rule, file)),
      patterns: references(debug.images, 'images', file),
    },
    engines: enginesOf(value.engines, file),
    keep: keepPolicyOf(value.sessions, file),
  };
}

function references(value: unknown, key: string, file: string): readonly string[] | null {
  if (value === undefined || value === null) return null;
  const list = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(list) || list.length > MOST_ENTRIES || !list.every(isReference)) {
    throw new SettingsError(`${file}: debug.${key} takes a list of image references.`);
  }
  return list;
}

const NODE = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,252}$/;
const ENGINE = /^(?:[A-Za-z0-9][A-Za-z0-9_.+-]{0,254}|(?:unix|npipe|ssh|tcp|https?):\/\/[^\s\p{Cc}]{1,300})$/u;

function enginesOf(value: unknown, file: string): Readonly<Record<string, string>> {
  const engines: Record<string, string> = Object.create(null) as Record<string, string>;
  if (value === undefined || value === null) return engines;
  const entries = isMapping(value) ? Object.entries(value) : null;
  if (entries === null || entries.length > MOST_ENTRIES) {
    throw new SettingsError(`${file}: engines takes names of nodes, each with a Docker context or an address.`);
  }
  for (const [node, engine] of entries) {
    if (!NODE.test(node) || typeof engine !== 'string' || !ENGINE.test(engine)) {
      const name = node.slice(0, 60);
      throw new SettingsError(
        `${file}: engines.${name} takes a Docker context or an address (ssh://, tcp://, unix://).`,
      );
    }
    engines[node] = engine;
  }
  return engines;
}

function isReference(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MOST_LENGTH && /^[A-Za-z0-9{*][A-Za-z0-9._/:@{}*-]*$/.test(value);
}

function checkedRule(rule: string, file: string): string {
  const unknown = [...rule.matchAll(/\{([^{}]*)\}/g)].find(([, name]) => !PLACEHOLDERS.includes(name ?? ''));
  if (unknown !== undefined) {
    const known = PLACEHOLDERS.map((name) => `{${name}}`).join(', ');
    throw new SettingsError(`${file}: debug.rules knows ${known}; ${unknown[0].slice(0, 40)} is none of them.`);
  }
  return rule;
}
