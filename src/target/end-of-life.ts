import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** When releases stop getting fixes, as playbooks/end-of-life.yaml has it. */
export interface EndOfLifeTable {
  readonly rolling: readonly string[];
  /** Distribution → version → day (YYYY-MM-DD). */
  readonly releases: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export type EndOfLife =
  | { readonly kind: 'date'; readonly date: string; readonly release: string }
  | { readonly kind: 'rolling' }
  | { readonly kind: 'unknown' };

const EMPTY: EndOfLifeTable = { rolling: [], releases: {} };

/** The day on which a release stops getting fixes: 3.20.3 is looked up as itself, then as 3.20, then as 3. Pure. */
export function endOfLifeOf(table: EndOfLifeTable, id: string, version: string): EndOfLife {
  if (table.rolling.includes(id)) return { kind: 'rolling' };
  const releases = Object.hasOwn(table.releases, id) ? table.releases[id] : undefined;
  const parts = version.split('.', 6);
  for (let length = parts.length; releases && length > 0; length -= 1) {
    const release = parts.slice(0, length).join('.');
    const date = Object.hasOwn(releases, release) ? releases[release] : undefined;
    if (date !== undefined) return { kind: 'date', date, release };
  }
  return { kind: 'unknown' };
}

/** Reads the table's text; what is not as it should be is left out, for a follow-up is not worth failing for. */
export async function parseEndOfLife(text: string): Promise<EndOfLifeTable> {
  const { parse } = await import('yaml');
  const file: unknown = parse(text, { schema: 'core' });
  if (typeof file !== 'object' || file === null) return EMPTY;
  const { rolling, releases } = file as { rolling?: unknown; releases?: unknown };
  const table: Record<string, Record<string, string>> = {};
  for (const [id, versions] of Object.entries(typeof releases === 'object' && releases !== null ? releases : {})) {
    const days = Object.entries(typeof versions === 'object' && versions !== null ? versions : {});
    table[id] = Object.fromEntries(
      days
        .map(([version, day]) => [version, String(day)] as const)
        .filter(([, day]) => /^\d{4}-\d{2}-\d{2}$/.test(day)),
    );
  }
  return { rolling: Array.isArray(rolling) ? rolling.filter((one) => typeof one === 'string') : [], releases: table };
}

let loaded: Promise<EndOfLifeTable> | undefined;

/** The table that comes with the program; an empty one where it is not to be found. Read once. */
export function endOfLifeTable(): Promise<EndOfLifeTable> {
  loaded ??= findTable();
  return loaded;
}

/** Sources and bundle lie at different depths below the directory that has playbooks/. */
async function findTable(): Promise<EndOfLifeTable> {
  let directory = dirname(fileURLToPath(import.meta.url));
  for (let i = 0; i < 6; i += 1) {
    try {
      return await parseEndOfLife(await readFile(join(directory, 'playbooks', 'end-of-life.yaml'), 'utf8'));
    } catch {
      directory = dirname(directory);
    }
  }
  return EMPTY;
}
