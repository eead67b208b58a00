import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { didYouMean } from '../../src/playbook/nearest.ts';
import { type Expectation, parseExpectation } from './expectation.ts';

/** Where the scenarios lie, a folder each: `expected.yaml`, `break.ts`, `recording.jsonl`. */
export const SCENARIOS = join(import.meta.dirname, 'scenarios');

/** The scenarios' names: those of the folders, sorted. */
export function scenarioNames(folder = SCENARIOS): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** What a verdict on each scenario must say, by its name. Throws when an `expected.yaml` is missing or not right. */
export function readExpectations(folder = SCENARIOS): Record<string, Expectation> {
  return Object.fromEntries(
    scenarioNames(folder).map((name) => {
      const file = join(folder, name, 'expected.yaml');
      if (!existsSync(file)) throw new Error(`${file} is missing: what a verdict on "${name}" must say`);
      return [name, parseExpectation(readFileSync(file, 'utf8'), file)];
    }),
  );
}

let read: Record<string, Expectation> | undefined;

/** What a verdict on this scenario must say; undefined when there is none of that name. */
export function expectationOf(name: string): Expectation | undefined {
  return allExpectations()[name];
}

/** What a verdict on each scenario must say, read once. */
export function allExpectations(): Readonly<Record<string, Expectation>> {
  read ??= readExpectations();
  return read;
}

/** What there is to name. */
export interface Known {
  readonly causes: readonly string[];
  readonly steps: readonly string[];
}

/** What is wrong with the scenarios of a folder, a sentence each: causes and steps that there are not, files that lack. */
export function scenarioProblems(known: Known, folder = SCENARIOS): string[] {
  return Object.entries(readExpectations(folder)).flatMap(([name, { causes, accepted, forbidden, cited }]) => {
    const unknown = (key: string, ids: readonly string[] | undefined, there: readonly string[], what: string) =>
      (ids ?? [])
        .filter((id) => !there.includes(id))
        .map(
          (id) =>
            `${name}/expected.yaml: ${key} names "${id}", which is no ${what}; ${didYouMean(id, there) || 'see playbooks/'}`,
        );
    const lacks = (file: string, how: string) =>
      existsSync(join(folder, name, file)) ? [] : [`${name} has no ${file}: ${how}`];
    return [
      ...unknown('causes', causes, known.causes, 'root cause'),
      ...unknown('accepted', accepted, known.causes, 'root cause'),
      ...unknown('forbidden', forbidden, known.causes, 'root cause'),
      ...unknown('cited', cited, known.steps, 'step of the playbook'),
      ...lacks('break.ts', 'it exports make, which sets the container up'),
      ...lacks('recording.jsonl', `npm run gym -- --only ${name} --record test/gym/scenarios`),
    ];
  });
}
