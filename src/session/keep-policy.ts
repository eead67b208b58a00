import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KEEP_ALL, type KeepPolicy } from './expiry.ts';
import { configDir } from './places.ts';

/** The configuration does not say clearly what is to be kept: exit status 2, and nothing is removed. */
class KeepPolicyError extends Error {
  readonly exitStatus = 2;
  constructor(message: string) {
    super(message);
    this.name = 'KeepPolicyError';
  }
}

/**
 * `sessions: { keepDays: 90, keepMegabytes: 500 }` of config.yaml; what is not there is kept for ever. Throws
 * KeepPolicyError for a file that cannot be understood.
 */
export async function readKeepPolicy(env: Readonly<Record<string, string | undefined>>): Promise<KeepPolicy> {
  const file = join(configDir(env), 'config.yaml');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return KEEP_ALL;
  }
  return parseKeepPolicy(text, file);
}

export async function parseKeepPolicy(text: string, file: string): Promise<KeepPolicy> {
  if (text.length > 1_000_000) throw new KeepPolicyError(`${file} is larger than 1 MB: that is no configuration.`);
  const { parse } = await import('yaml');
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    const line = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new KeepPolicyError(`${file} cannot be read as YAML: ${line}`);
  }
  return keepPolicyOf(isRecord(value) ? value.sessions : undefined, file);
}

/** The `sessions` of a configuration. Throws KeepPolicyError. */
export function keepPolicyOf(sessions: unknown, file: string): KeepPolicy {
  if (sessions === undefined || sessions === null) return KEEP_ALL;
  if (!isRecord(sessions)) throw new KeepPolicyError(`${file}: sessions takes keepDays and keepMegabytes.`);
  const unknown = Object.keys(sessions).find((key) => key !== 'keepDays' && key !== 'keepMegabytes');
  if (unknown !== undefined) {
    throw new KeepPolicyError(
      `${file}: sessions takes keepDays and keepMegabytes; "${unknown.slice(0, 60)}" is neither.`,
    );
  }
  return {
    days: positive(sessions.keepDays, 'keepDays', file),
    megabytes: positive(sessions.keepMegabytes, 'keepMegabytes', file),
  };
}

function positive(value: unknown, key: string, file: string): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw new KeepPolicyError(`${file}: sessions.${key} takes a number above 0.`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
