import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** A file of settings that is there and cannot be obeyed: exit status 2. Nothing is guessed instead. */
export class SettingsError extends Error {
  readonly exitStatus = 2;
  constructor(message: string) {
    super(message);
    this.name = 'SettingsError';
  }
}

const MOST_BYTES = 1_000_000;

/** The text of a settings file; null where there is none. Throws SettingsError, in one line, for one that can't be read. */
export async function readSettingsFile(file: string): Promise<string | null> {
  try {
    // Non-blocking: a named pipe put there by somebody must not hold us up.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) throw new SettingsError(`${file} is not a file; remove it or put one there.`);
      if (stat.size > MOST_BYTES) throw new SettingsError(`${file} is larger than 1 MB: that is no settings file.`);
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new SettingsError(`${file} cannot be read (${code}): let whoever runs walkdown read it.`);
  }
}

/** The file's mapping. Throws SettingsError for anything but a YAML mapping; an empty file is an empty one. */
export async function parseSettings(text: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  const { parse } = await import('yaml');
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100, logLevel: 'error' });
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new SettingsError(`${file} cannot be read as YAML: ${line.replace(/:$/, '')}`);
  }
  if (value === null || value === undefined) return {};
  if (!isMapping(value)) throw new SettingsError(`${file} must be a mapping of names to values.`);
  return value;
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Throws SettingsError when the mapping has a key that is not among these. */
export function onlyKeys(
  value: Readonly<Record<string, unknown>>,
  known: readonly string[],
  file: string,
  where: string,
): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new SettingsError(`${file}: ${where} takes ${known.join(', ')}; "${unknown.slice(0, 60)}" is none of them.`);
}
