import { type Problem, renderProblem } from '../playbook/problem.ts';
import { type CommandIo, writeAll } from './io.ts';

/** Says what is wrong, a line each, on standard error; resolves with the exit status of a file that does not load. */
export async function complain(io: Pick<CommandIo, 'stderr'>, problems: readonly Problem[]): Promise<2> {
  await writeAll(io.stderr, problems.map((problem) => `${printable(renderProblem(problem))}\n`).join(''));
  return 2;
}

/** A file's text may hold escape sequences; a terminal must not see them. */
export function printable(text: string): string {
  return text.replaceAll(
    /[\u0000-\u001f\u007f-\u009f]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
