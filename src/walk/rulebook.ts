import type { Extractor } from '../extract/extractor.ts';
import type { Library, LibraryParts } from '../playbook/library.ts';
import { bundledDir, type PlaybookPlaces } from '../playbook/places.ts';
import { type Problem, renderProblem } from '../playbook/problem.ts';

/** A playbook with all that it is judged by. */
export interface Rulebook extends Library {
  readonly extractors: Readonly<Record<string, Extractor>>;
}

/** Data of ours or a team's that does not load: exit status 2. */
export class RulebookError extends Error {
  readonly exitStatus = 2;
  readonly problems: readonly string[];
  constructor(problems: readonly Problem[]) {
    const lines = problems.map(renderProblem);
    const more = lines.length > 1 ? ` (and ${lines.length - 1} more: walkdown playbook check FILE shows them)` : '';
    super(`${lines[0] ?? 'the playbook does not load'}${more}`);
    this.name = 'RulebookError';
    this.problems = lines;
  }
}

/** Loads a playbook by name (bundled, or a team's own) or by file, with causes and symptoms. Throws RulebookError. */
export async function loadRulebook(nameOrFile: string, places: PlaybookPlaces): Promise<Rulebook> {
  const [{ loadLibrary }, parts] = await Promise.all([import('../playbook/library.ts'), libraryParts()]);
  const { value, problems } = await loadLibrary(nameOrFile, places, parts);
  if (value === null) throw new RulebookError(problems);
  return { ...value, extractors: parts.extractors };
}

/** Every extractor by id. The log's needs the incident signatures, which are data. */
async function allExtractors(): Promise<Record<string, Extractor>> {
  const [log, identity, network, file, derived] = await Promise.all([
    logExtractor(),
    import('../extract/identity-extractors.ts'),
    import('../extract/network-extractors.ts'),
    import('../extract/file-extractors.ts'),
    import('../extract/derived-extractors.ts'),
  ]);
  const all = [
    log,
    ...identity.identityExtractors,
    ...network.networkExtractors,
    ...file.fileExtractors,
    ...derived.derivedExtractors,
  ];
  return Object.fromEntries(all.map((one) => [one.id, one]));
}

async function logExtractor(): Promise<Extractor> {
  const [{ readFile }, { loadSignatures }, { compileSignatures }, { createLogExtractor }] = await Promise.all([
    import('node:fs/promises'),
    import('../playbook/signatures.ts'),
    import('../diagnose/compile-signatures.ts'),
    import('../extract/log.ts'),
  ]);
  const text = await readFile(`${bundledDir()}/signatures.yaml`, 'utf8');
  const { value, problems } = await loadSignatures(text, { file: 'playbooks/signatures.yaml' });
  if (value === null) throw new RulebookError(problems);
  return createLogExtractor(await compileSignatures(value));
}

/** All that playbooks are checked against. */
export async function libraryParts(): Promise<LibraryParts & Pick<Rulebook, 'extractors'>> {
  const [extractors, known] = await Promise.all([allExtractors(), knownActions()]);
  return { extractors, ...known };
}

/** The readers and conversations that a playbook may name. */
async function knownActions(): Promise<{ sources: string[]; exchanges: string[] }> {
  const [{ targetReaders }, { exchangeRunners }] = await Promise.all([
    import('./readers.ts'),
    import('./exchanges.ts'),
  ]);
  return { sources: Object.keys(targetReaders), exchanges: Object.keys(exchangeRunners) };
}
