import { absolute } from './entrypoint/paths.ts';
import type { TargetFiles } from './reader.ts';

/** Names under which services keep their configuration beside themselves. Package manifests are not among them: their links are the authors'. */
const NAMES = [
  '.env',
  'config.json',
  'config.yaml',
  'config.yml',
  'config.toml',
  'config.properties',
  'settings.json',
  'settings.yaml',
  'application.properties',
  'application.yml',
  'application.yaml',
  'appsettings.json',
  'config/default.json',
  'config/production.json',
  'config/config.json',
  'config/config.yaml',
  'config/config.yml',
  'config/application.properties',
  'config/application.yml',
];
const MOST_BYTES = 64 * 1024;
const MOST_FILES = 6;

/** Configuration files of usual names in and below the working directory; small ones, a few at most. */
export async function readConfiguration(
  files: Pick<TargetFiles, 'read'>,
  workingDir: string,
): Promise<{ path: string; text: string }[]> {
  // From the root directory every image's furniture would be found instead of the service's own.
  if (workingDir === '/' || workingDir === '') return [];
  const paths = NAMES.map((name) => absolute(name, workingDir));
  const reads = await Promise.all(paths.map((path) => files.read(path, MOST_BYTES)));
  return reads
    .flatMap((read, i) => {
      if (!read.ok || read.value.truncated || read.value.bytes.includes(0)) return [];
      return [{ path: paths[i] ?? '', text: read.value.bytes.toString('utf8') }];
    })
    .slice(0, MOST_FILES);
}
