import type { Reader } from '../reader.ts';
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
import { usage, usageNow } from './usage.ts';

/** Readers of what the image holds and of what the container uses, by the name that playbooks give as `source`. */
export const fileReaders: readonly Reader[] = [
  failedPrograms,
  fonts,
  imageSize,
  threadStates,
  javaTrustStore,
  layers,
  locale,
  nativeModules,
  packages,
  scripts,
  sharedLibraries,
  timezone,
  tooling,
  trustStore,
  usage,
  usageNow,
];
