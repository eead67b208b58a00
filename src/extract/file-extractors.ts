import { addressesInUse } from './addresses-in-use.ts';
import { descriptors } from './descriptors.ts';
import { disk } from './disk.ts';
import { diskInside } from './disk-inside.ts';
import type { Extractor } from './extractor.ts';
import { failedPrograms } from './failed-programs.ts';
import { fonts } from './fonts.ts';
import { javaTrustStore } from './java-trust-store.ts';
import { imageSize, layers } from './layers.ts';
import { locale } from './locale.ts';
import { nativeModules } from './native-modules.ts';
import { packages } from './packages.ts';
import { scripts } from './scripts.ts';
import { sharedLibraries } from './shared-libraries.ts';
import { threadStates } from './thread-states.ts';
import { timezone } from './timezone.ts';
import { tooling } from './tooling.ts';
import { trustStore } from './trust-store.ts';
import { cpu, memory } from './usage.ts';

/** Extractors of what the image holds and of what the container uses. */
export const fileExtractors: readonly Extractor[] = [
  addressesInUse,
  cpu,
  descriptors,
  disk,
  diskInside,
  failedPrograms,
  fonts,
  imageSize,
  javaTrustStore,
  layers,
  locale,
  memory,
  nativeModules,
  packages,
  scripts,
  sharedLibraries,
  threadStates,
  timezone,
  tooling,
  trustStore,
];
