/** Something in a playbook file that stops it from loading, at the place where a person would mend it. */
export interface Problem {
  readonly file: string;
  /** From 1; 0 where the file as a whole is meant. */
  readonly line: number;
  /** From 1, in UTF-16 units; 0 where the file as a whole is meant. */
  readonly column: number;
  readonly message: string;
  /** What to write instead; empty when there is nothing useful to say. */
  readonly hint: string;
}

/** `file:line:column: message (hint)`, in one line. A problem of the whole file has no line. */
export function renderProblem(problem: Problem): string {
  const place = problem.line > 0 ? `${problem.file}:${problem.line}:${problem.column}` : problem.file;
  const hint = problem.hint === '' ? '' : ` (${problem.hint})`;
  return `${place}: ${problem.message}${hint}`.replaceAll(/\s*\n\s*/g, ' ');
}

/** Problems in reading order: by file, line, column; exact duplicates only once. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return [...problems]
    .sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column)
    .filter((problem) => {
      const text = renderProblem(problem);
      return seen.has(text) ? false : seen.add(text) !== undefined;
    });
}
