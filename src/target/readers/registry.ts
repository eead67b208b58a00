import type { Reader } from '../reader.ts';
import { binaryLinkage } from './binary-linkage.ts';
import { container } from './container.ts';
import { entrypoint } from './entrypoint.ts';
import { environment } from './environment.ts';
import { hostResolver } from './host-resolver.ts';
import { hostsFile } from './hosts-file.ts';
import { imageIdentity } from './image-identity.ts';
import { libc } from './libc.ts';
import { log } from './log.ts';
import { neighbours } from './neighbours.ts';
import { baseAge, osRelease } from './os-release.ts';
import { resolverConfig } from './resolver-config.ts';
import { whatChanged } from './what-changed.ts';

const readers: readonly Reader[] = [
  baseAge,
  binaryLinkage,
  container,
  entrypoint,
  environment,
  hostResolver,
  hostsFile,
  imageIdentity,
  libc,
  log,
  neighbours,
  osRelease,
  resolverConfig,
  whatChanged,
];

/** Readers of what the target is, by the name that playbooks give as `source`. */
export const targetReaders: Readonly<Record<string, Reader>> = Object.fromEntries(
  readers.map((reader) => [reader.source, reader]),
);
