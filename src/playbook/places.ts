import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configDir } from '../session/places.ts';

/** Where playbooks lie. */
export interface PlaybookPlaces {
  /** Those that come with walkdown. */
  readonly bundled: string;
  /** A team's own: of the working directory, then of the configuration. They need not exist. */
  readonly team: readonly string[];
  /** What relative paths are relative to. */
  readonly cwd: string;
}

/**
 * The directory of the playbooks that come with walkdown. It is looked for upwards from this module, which runs from
 * src/playbook/, from dist/ and from dist/chunks/.
 */
export function bundledDir(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let up = 0; up < 5; up++) {
    const candidate = join(folder, 'playbooks');
    if (existsSync(join(candidate, 'fast-diagnosis.yaml'))) return candidate;
    folder = dirname(folder);
  }
  throw new Error('The playbooks are not beside this program; install walkdown again.');
}

/** All places, for a working directory and an environment. */
export function playbookPlaces(cwd: string, env: Readonly<Record<string, string | undefined>>): PlaybookPlaces {
  return { bundled: bundledDir(), team: [join(cwd, '.walkdown', 'playbooks'), join(configDir(env), 'playbooks')], cwd };
}
