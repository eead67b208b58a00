import { readFile } from 'node:fs/promises';
import { UsageError } from './io.ts';

/** The PEM file that an option names; null where it names none. Throws UsageError. */
export async function readPem(file: string | null): Promise<string | null> {
  if (file === null) return null;
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    throw new UsageError(
      `--reference-ca ${file} cannot be read (${(error as NodeJS.ErrnoException).code}): name a PEM file.`,
    );
  }
}
