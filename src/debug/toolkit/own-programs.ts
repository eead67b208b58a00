import { compileOwn, type OwnProgram } from './compile.ts';
import { OWN_DIRECTORY, type ToolkitEntry } from './layout.ts';

const PROGRAMS: readonly OwnProgram[] = ['walkdown-resolve', 'walkdown-pipe', 'walkdown-run'];

export interface OwnPrograms {
  readonly entries: readonly ToolkitEntry[];
  readonly versions: Readonly<Record<string, string>>;
  /** What could not be made, and why; the toolkit works without, less exactly. */
  readonly missing: readonly string[];
}

/** Our programs as this machine can compile them. `only`: those that were found to run there. */
export async function ownPrograms(
  libc: 'musl' | 'glibc',
  architecture: string,
  native: boolean,
  only: ReadonlySet<string> | null,
): Promise<OwnPrograms> {
  const entries: ToolkitEntry[] = [];
  const versions: Record<string, string> = {};
  const missing: string[] = [];
  for (const program of PROGRAMS) {
    if (only && !only.has(program)) {
      missing.push(`${program} (it does not run there)`);
      continue;
    }
    const made = await compileOwn(program, libc, architecture, native);
    if (made.binary === null) {
      missing.push(`${program} (${made.why})`);
      continue;
    }
    entries.push({ path: `${OWN_DIRECTORY}/${program}`, kind: 'file', content: made.binary, mode: 0o755 });
    versions[program] = '1';
  }
  return { entries, versions, missing };
}
