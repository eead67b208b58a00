import { basename, resolve } from 'node:path';
import { type LibraryParts, listPlaybooks, loadNamedPlaybook, readText } from './library.ts';
import { loadPlaybook } from './load-playbook.ts';
import type { PlaybookPlaces } from './places.ts';
import type { Playbook } from './playbook.ts';
import type { Problem } from './problem.ts';

/** What `walkdown playbook check` says of a file: its problems, or what is in it. */
export interface FileReport {
  readonly problems: readonly Problem[];
  readonly summary: string;
}

/** Checks a file by what its `schema` says it is; anything that says nothing known is taken for a playbook. */
export async function checkFile(file: string, places: PlaybookPlaces, parts: LibraryParts): Promise<FileReport> {
  const { text, reason } = await readText(resolve(places.cwd, file));
  if (text === null) return { problems: [{ file, line: 0, column: 0, message: reason, hint: '' }], summary: '' };
  const kind = /^schema:\s*["']?walkdown\.([a-z-]+)\//m.exec(text.slice(0, 65_536))?.[1];
  if (kind === 'causes') return checkCauses(text, file, places, parts);
  if (kind === 'symptoms') {
    const { loadSymptoms } = await import('./load-symptoms.ts');
    const steps = (await everyPlaybook(places, parts)).playbooks.flatMap((playbook) =>
      playbook.steps.map((step) => step.id),
    );
    const { value, problems } = await loadSymptoms(text, { file, steps });
    return { problems, summary: `${value?.length} symptoms, no problem` };
  }
  if (kind === 'signatures') {
    const { value, problems } = await (await import('./signatures.ts')).loadSignatures(text, { file });
    return { problems, summary: `${value?.length} signatures, no problem` };
  }
  if (kind === 'advice') {
    const { value, problems } = await (await import('./advice.ts')).loadAdvice(text, file);
    return { problems, summary: `${value?.questions.length} questions, ${value?.rules.length} rules, no problem` };
  }
  if (kind === 'end-of-life') {
    const [{ parseEndOfLife }, { readYaml }] = await Promise.all([
      import('../target/end-of-life.ts'),
      import('./yaml-source.ts'),
    ]);
    const { problems } = await readYaml(text, file);
    if (problems.length > 0) return { problems, summary: '' };
    const { releases } = await parseEndOfLife(text);
    return { problems: [], summary: `${Object.keys(releases).length} distributions, no problem` };
  }
  const { value, problems } = await loadPlaybook(text, { ...parts, file });
  const rules = value?.steps.reduce((sum, step) => sum + step.rules.length, 0);
  return { problems, summary: `${value?.steps.length} steps, ${rules} rules, no problem` };
}

async function checkCauses(
  text: string,
  file: string,
  places: PlaybookPlaces,
  parts: LibraryParts,
): Promise<FileReport> {
  const { loadCauses } = await import('./load-causes.ts');
  const { playbooks, broken } = await everyPlaybook(places, parts);
  const { value, problems } = await loadCauses(text, { file, playbooks });
  // Steps of a playbook that does not load are cited in vain: that playbook is what is wrong.
  if (problems.length > 0 && broken.length > 0) return { problems: broken, summary: '' };
  return { problems, summary: `${value?.length} causes, no problem` };
}

/** All playbooks that load, the spine first; and what is wrong with the others. */
async function everyPlaybook(
  places: PlaybookPlaces,
  parts: LibraryParts,
): Promise<{ playbooks: Playbook[]; broken: Problem[] }> {
  const entries = await listPlaybooks(places);
  entries.sort((a, b) => Number(isSpine(b.file)) - Number(isSpine(a.file)));
  const loaded = await Promise.all(entries.map((entry) => loadNamedPlaybook(entry.file, places, parts)));
  return {
    playbooks: loaded.flatMap(({ value }) => (value === null ? [] : [value])),
    broken: loaded.flatMap(({ problems }) => problems),
  };
}

function isSpine(file: string): boolean {
  return basename(file) === 'fast-diagnosis.yaml';
}
