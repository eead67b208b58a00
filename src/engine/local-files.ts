import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { ConfigFiles } from './docker-config.ts';

const MAX_CONFIG_BYTES = 1 << 20;

/** The machine's own files, bounded. */
export function localConfigFiles(): ConfigFiles {
  return {
    readText(path) {
      try {
        const stat = statSync(path);
        if (!stat.isFile()) return { kind: 'unreadable', reason: 'not a regular file' };
        if (stat.size > MAX_CONFIG_BYTES)
          return { kind: 'unreadable', reason: 'larger than a configuration file can be' };
        return { kind: 'text', text: readFileSync(path, 'utf8') };
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? '';
        if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
        return { kind: 'unreadable', reason: code || String(error) };
      }
    },
    exists(path) {
      try {
        statSync(path);
        return true;
      } catch {
        return false;
      }
    },
    list(path) {
      try {
        return readdirSync(path);
      } catch {
        return [];
      }
    },
  };
}
