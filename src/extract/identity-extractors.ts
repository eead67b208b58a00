import { binaryLinkage } from './binary-linkage.ts';
import { containerState } from './container-state.ts';
import { entrypoint } from './entrypoint.ts';
import type { Extractor } from './extractor.ts';
import { hostResolver } from './host-resolver.ts';
import { hostsOverride } from './hosts-override.ts';
import { imageId } from './image-id.ts';
import { libc } from './libc.ts';
import { neighbours } from './neighbours.ts';
import { baseAge, osRelease } from './os-release.ts';
import { proxyConfig } from './proxy-config.ts';
import { resolverConfig } from './resolver-config.ts';
import { userMap } from './user-map.ts';
import { whatChanged } from './what-changed.ts';

/** Extractors of what the target is: state, image, libc, entrypoint, resolver, environment. */
export const identityExtractors: readonly Extractor[] = [
  baseAge,
  binaryLinkage,
  containerState,
  entrypoint,
  hostResolver,
  hostsOverride,
  imageId,
  libc,
  neighbours,
  osRelease,
  proxyConfig,
  resolverConfig,
  userMap,
  whatChanged,
];
