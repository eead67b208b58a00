import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Cause } from './causes.ts';
import { loadPlaybook } from './load-playbook.ts';
import type { PlaybookPlaces } from './places.ts';
import type { Playbook } from './playbook.ts';
import type { Problem } from './problem.ts';
import type { Symptom } from './symptoms.ts';
import type { Loaded, LoadOptions } from './written.ts';
import { MAX_YAML_BYTES } from './yaml-source.ts';

/** A playbook that is there, not yet checked. */
export interface PlaybookEntry {
  readonly name: string;
  readonly file: string;
  readonly from: 'bundled' | 'team';
  /** Another of the same name goes before; this one is opened by its path only. */
  readonly hidden: boolean;
}

/** What a playbook is checked against, but for its file's name. */
export type LibraryParts = Omit<LoadOptions, 'file'>;

const MOST_FILES = 200;

/** Every playbook in the places. A bundled one goes before a team's of the same name, so that none is replaced unseen. */
export async function listPlaybooks(places: PlaybookPlaces): Promise<PlaybookEntry[]> {
  const entries: PlaybookEntry[] = [];
  for (const [index, folder] of [places.bundled, ...places.team].entries()) {
    for (const file of await yamlFiles(folder)) {
      const { text } = await readText(file);
      if (text === null || !/^schema:\s*["']?walkdown\.playbook\//m.test(text.slice(0, 8192))) continue;
      const name = nameOf(file);
      const hidden = entries.some((entry) => entry.name === name);
      entries.push({ name, file, from: index === 0 ? 'bundled' : 'team', hidden });
    }
  }
  return entries;
}

function nameOf(file: string): string {
  return basename(file).replace(/\.ya?ml$/, '');
}

async function yamlFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    const wanted = names.filter((name) => /\.ya?ml$/.test(name) && !/\.tests\.ya?ml$/.test(name));
    return wanted
      .sort()
      .slice(0, MOST_FILES)
      .map((name) => join(folder, name));
  } catch {
    // Most people have no playbooks of their own.
    return [];
  }
}

/** A text file of at most 1 MB; else why not, in a few words. */
export async function readText(
  file: string,
): Promise<{ readonly text: string; readonly reason: '' } | { readonly text: null; readonly reason: string }> {
  try {
    // Non-blocking: a named pipe put there by somebody must not hold us up.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) return { text: null, reason: 'it is not a file' };
      if (stat.size > MAX_YAML_BYTES) return { text: null, reason: 'it is larger than 1 MB' };
      return { text: await handle.readFile('utf8'), reason: '' };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const words: Record<string, string> = { ENOENT: 'there is no such file', EACCES: 'it may not be read' };
    return { text: null, reason: words[code] ?? (error as Error).message };
  }
}

function whole(file: string, message: string, hint = ''): Problem {
  return { file, line: 0, column: 0, message, hint };
}

/** Is this a path rather than a name? */
function isPath(nameOrFile: string): boolean {
  return /[/\\]/.test(nameOrFile) || /\.ya?ml$/.test(nameOrFile);
}

/** The path of the playbook that a name or a file means; a problem when there is none of that name. */
export async function locatePlaybook(
  nameOrFile: string,
  places: PlaybookPlaces,
): Promise<{ readonly path: string; readonly problem: null } | { readonly path: null; readonly problem: Problem }> {
  if (isPath(nameOrFile)) return { path: resolve(places.cwd, nameOrFile), problem: null };
  const entries = await listPlaybooks(places);
  const found = entries.find((entry) => entry.name === nameOrFile);
  if (found !== undefined) return { path: found.file, problem: null };
  const { didYouMean } = await import('./nearest.ts');
  const names = [...new Set(entries.map((entry) => entry.name))];
  const hint = didYouMean(nameOrFile, names);
  return { path: null, problem: whole('playbook', `there is no playbook "${nameOrFile}"`, hint) };
}

/** Finds, reads and checks a playbook by its name or its file. */
export async function loadNamedPlaybook(
  nameOrFile: string,
  places: PlaybookPlaces,
  parts: LibraryParts,
): Promise<Loaded<Playbook>> {
  const { path, problem } = await locatePlaybook(nameOrFile, places);
  if (path === null) return { value: null, problems: [problem] };
  const file = isPath(nameOrFile) ? nameOrFile : path;
  const { text, reason } = await readText(path);
  if (text === null) return { value: null, problems: [whole(file, reason)] };
  return loadPlaybook(text, { ...parts, file: shown(file, places) });
}

/** A bundled file by its place in the package, whatever machine it is on: the same in every journal. */
function shown(file: string, places: PlaybookPlaces): string {
  return file.startsWith(places.bundled) ? `playbooks/${basename(file)}` : file;
}

/** What a walk goes by. */
export interface Library {
  readonly playbook: Playbook;
  readonly causes: readonly Cause[];
  readonly symptoms: readonly Symptom[];
}

/** A playbook with the causes and symptoms that go with it: bundled ones, then a team's own (`causes.yaml`). */
export async function loadLibrary(
  nameOrFile: string,
  places: PlaybookPlaces,
  parts: LibraryParts,
): Promise<Loaded<Library>> {
  const { value: playbook, problems } = await loadNamedPlaybook(nameOrFile, places, parts);
  if (playbook === null) return { value: null, problems };
  const symptomsFile = join(places.bundled, 'symptoms.yaml');
  const { loadSymptoms } = await import('./load-symptoms.ts');
  const symptomsText = (await readText(symptomsFile)).text;
  const symptoms =
    symptomsText === null
      ? { value: [], problems: [] }
      : await loadSymptoms(symptomsText, { file: shown(symptomsFile, places) });
  if (symptoms.value === null) return { value: null, problems: symptoms.problems };
  const causes = await loadAllCauses(playbook, places, parts, symptoms.value);
  if (causes.value === null) return { value: null, problems: causes.problems };
  return { value: { playbook, causes: causes.value, symptoms: symptoms.value }, problems: [] };
}

async function loadAllCauses(
  playbook: Playbook,
  places: PlaybookPlaces,
  parts: LibraryParts,
  symptoms: readonly Symptom[],
): Promise<Loaded<readonly Cause[]>> {
  const { loadCauses } = await import('./load-causes.ts');
  const playbooks: Playbook[] = [playbook];
  // What is wrong with a playbook that was needed is the trouble, not that causes cite its steps in vain.
  const broken: Problem[] = [];
  const waiting = (await listPlaybooks(places)).filter((entry) => !playbook.file.endsWith(basename(entry.file)));
  const causes: Cause[] = [];
  for (const folder of [places.bundled, ...places.team]) {
    const file = join(folder, 'causes.yaml');
    const { text } = await readText(file);
    if (text === null) continue;
    // Other playbooks are only loaded where a cause cites steps that are in none so far.
    const cited = new Set([...text.matchAll(/\bstep:\s*["']?([a-z0-9-]+)/g)].map((match) => match[1] ?? ''));
    while (waiting.length > 0 && [...cited].some((id) => !hasStep(playbooks, id))) {
      const entry = waiting.shift();
      if (entry === undefined) break;
      const other = await loadNamedPlaybook(entry.file, places, parts);
      if (other.value !== null) playbooks.push(other.value);
      broken.push(...other.problems);
    }
    const ids = symptoms.length === 0 ? undefined : symptoms.map((symptom) => symptom.id);
    const loaded = await loadCauses(text, { file: shown(file, places), playbooks, others: causes, symptoms: ids });
    if (loaded.value === null) return broken.length > 0 ? { value: null, problems: broken } : loaded;
    causes.push(...loaded.value);
  }
  return { value: causes, problems: [] };
}

function hasStep(playbooks: readonly Playbook[], id: string): boolean {
  return playbooks.some((playbook) => playbook.steps.some((step) => step.id === id));
}
