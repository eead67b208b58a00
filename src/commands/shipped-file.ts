import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A data file that comes with walkdown (`playbooks/signatures.yaml`), by its path below the package's root. The root is
 * looked for upwards: this module runs from src/, from dist/ and from dist/chunks/.
 */
export async function readShippedFile(path: string): Promise<string> {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let up = 0; up < 5; up++) {
    try {
      return await readFile(join(folder, path), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    folder = dirname(folder);
  }
  throw new Error(`${path} is not beside this program; install walkdown again`);
}
