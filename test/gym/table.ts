import type { CaseResult } from './run-case.ts';
import { expectationOf } from './scenario-folders.ts';

interface Row {
  id: string;
  n: number;
  found: number;
  missed: number;
  falsely: number;
  grounded: number;
  steps: number;
  seconds: number;
}

/** The gym's figures, a line a cause, as text. */
export function gymTable(results: readonly CaseResult[]): string {
  const rows = new Map<string, Row>();
  const row = (id: string): Row => {
    const made = rows.get(id) ?? { id, n: 0, found: 0, missed: 0, falsely: 0, grounded: 0, steps: 0, seconds: 0 };
    rows.set(id, made);
    return made;
  };
  for (const { name, verdict, seconds } of results) {
    const own = row(expectationOf(name)?.causes[0] ?? '(healthy)');
    own.n += 1;
    own.seconds += seconds;
    own.steps += verdict?.steps ?? 0;
    if (verdict?.right) own.found += 1;
    else own.missed += 1;
    if (verdict?.grounded !== false && verdict?.right) own.grounded += 1;
    for (const id of verdict?.falsely ?? []) row(id).falsely += 1;
  }
  const lines = [...rows.values()].map(text);
  const total = [...rows.values()].reduce(
    (sum, one) => ({
      id: sum.id,
      n: sum.n + one.n,
      found: sum.found + one.found,
      missed: sum.missed + one.missed,
      falsely: sum.falsely + one.falsely,
      grounded: sum.grounded + one.grounded,
      steps: sum.steps + one.steps,
      seconds: sum.seconds + one.seconds,
    }),
    { id: 'all', n: 0, found: 0, missed: 0, falsely: 0, grounded: 0, steps: 0, seconds: 0 },
  );
  const head = `${'cause'.padEnd(30)}   N  found missed falsely grounded  steps  seconds`;
  return [head, ...lines, text(total)].join('\n');
}

function text({ id, n, found, missed, falsely, grounded, steps, seconds }: Row): string {
  const share = n === 0 ? '-' : `${Math.round((100 * grounded) / n)} %`;
  const mean = (value: number, digits: number): string => (n === 0 ? '-' : (value / n).toFixed(digits));
  return [
    id.padEnd(30),
    String(n).padStart(3),
    String(found).padStart(6),
    String(missed).padStart(6),
    String(falsely).padStart(7),
    share.padStart(8),
    mean(steps, 0).padStart(6),
    mean(seconds, 1).padStart(8),
  ].join(' ');
}
