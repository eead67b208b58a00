import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateDir } from './places.ts';

const FILE = 'redaction.key';
const BYTES = 32;

/** The key of the placeholders: local, 0600, made at first need. Where it cannot be kept, one for this process only. */
export function redactionKey(env: Readonly<Record<string, string | undefined>> = process.env): Buffer {
  const dir = stateDir(env);
  const file = join(dir, FILE);
  try {
    const key = readFileSync(file);
    if (key.length === BYTES) return key;
  } catch {
    // None yet.
  }
  const key = randomBytes(BYTES);
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    writeFileSync(file, key, { mode: 0o600, flag: 'wx' });
  } catch {
    try {
      const other = readFileSync(file);
      if (other.length === BYTES) return other;
    } catch {
      // It cannot be kept: placeholders then differ between sessions.
    }
  }
  return key;
}
