import type { Reader } from '../target/reader.ts';
import { fileReaders } from '../target/readers/file-registry.ts';
import { targetReaders as identityReaders } from '../target/readers/registry.ts';

/** Every reader by the name that playbooks give as `source`. */
export const targetReaders: Readonly<Record<string, Reader>> = {
  ...identityReaders,
  ...Object.fromEntries(fileReaders.map((one) => [one.source, one])),
};
