import { dirname, join } from 'node:path';
import type { PlaybookPlaces } from '../playbook/places.ts';
import type { Problem } from '../playbook/problem.ts';
import { UsageError, writeAll } from './io.ts';
import type { PlaybookIo } from './playbook-io.ts';
import { complain, printable } from './playbook-problems.ts';

/** `walkdown playbook test FILE`: the cases and recorded walks of its `.tests.yaml`. Resolves with the exit status. */
export async function testPlaybookFile(
  file: string,
  io: PlaybookIo,
  places: PlaybookPlaces,
  options: readonly string[],
): Promise<number> {
  const { loadNamedPlaybook, locatePlaybook, readText } = await import('../playbook/library.ts');
  const { value: playbook, problems } = await loadNamedPlaybook(file, places, io.parts);
  const { path } = await locatePlaybook(file, places);
  if (playbook === null || path === null) return complain(io, problems);
  const testsFile = path.replace(/\.ya?ml$/, '.tests.yaml');
  const { text, reason } = await readText(testsFile);
  if (text === null) throw new UsageError(`${testsFile}: ${reason}; the cases stand there`);
  const [{ testPlaybook, unreachedRules }, { testRecordings }] = await Promise.all([
    import('../playbook/playbook-tests.ts'),
    import('../walk/recorded-folders.ts'),
  ]);
  const written = await testPlaybook(playbook, text, testsFile);
  const folders = written.recordings.map((folder) => join(dirname(testsFile), folder));
  const recorded = await testRecordings(folders, playbook, options.includes('--accept'));
  const unreached = unreachedRules(playbook, new Set([...written.reached, ...recorded.reached]));
  const lines = unreached.map(({ step, code, line }): Problem => {
    return { file: playbook.file, line, column: 1, message: `no test reaches ${code} of ${step}`, hint: '' };
  });
  await complain(io, [...written.problems, ...recorded.problems.map(whole), ...lines]);
  // Without its recordings a playbook is tested in part: what only they reach is told, and is no failure.
  const failed =
    written.problems.length + recorded.problems.length > 0 || (unreached.length > 0 && recorded.absent.length === 0);
  const rules = playbook.steps.reduce((sum, step) => sum + step.rules.length, 0);
  const walks = folders.length > 0 ? `, ${recorded.passed} of ${recorded.walks} recorded walks` : '';
  const summary = [
    ...recorded.absent.map((folder) => `not here: ${folder}; what only its recordings reach is not tested`),
    `${written.passed} of ${written.cases} cases passed${walks}, ${rules - unreached.length} of ${rules} rules reached`,
  ];
  if (folders.length > 0) {
    const alone = unreachedRules(playbook, recorded.reached).map(({ code }) => code);
    const codes = [...new Set(alone)].join(', ');
    summary.push(`no recorded walk reaches ${alone.length} of ${rules} rules${alone.length > 0 ? `: ${codes}` : ''}`);
  }
  if (options.includes('--mutate')) {
    const { runMutants } = await import('../playbook/mutants.ts');
    const { mutants, killed, survivors } = runMutants(playbook, [...written.checks, ...recorded.checks]);
    for (const { line, code, step, what } of survivors) {
      summary.push(`${playbook.file}:${line}: no test notices: ${code} of ${step} ${what}`);
    }
    const score = mutants === 0 ? 100 : Math.floor((100 * killed) / mutants);
    summary.push(`mutants: ${killed} of ${mutants} noticed, ${score} %`);
  }
  await writeAll(io.stdout, `${summary.map(printable).join('\n')}\n`);
  return failed ? 1 : 0;
}

function whole(message: string): Problem {
  return { file: 'recorded walks', line: 0, column: 0, message, hint: '' };
}
