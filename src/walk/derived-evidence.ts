import { formatValue } from '../playbook/format-value.ts';
import type { Evidence, Facts } from '../session/evidence.ts';

const MOST_LINES = 60;

/** What a step that only thinks again went by: the facts of the steps before it, as lines to read. */
export function derivedEvidence(
  step: { readonly title: string; readonly after: readonly string[] },
  earlier: Readonly<Record<string, readonly { readonly subject: string; readonly facts: Facts }[]>>,
  now: Date,
): Evidence {
  const results = step.after.flatMap((id) => (earlier[id] ?? []).map((one) => ({ id, ...one })));
  const answering = results.filter(({ facts }) => 'answers' in facts);
  const lines = (answering.length > 0 ? answering : results).flatMap(({ id, subject, facts }) =>
    linesOf(`${id} ${subject}`.trim(), facts),
  );
  return {
    kind: 'derive',
    what: step.title,
    argv: [],
    view: 'engine',
    tier: 'engine',
    exitCode: null,
    timedOut: false,
    startedAt: now.toISOString(),
    durationMs: 0,
    stdout: lines.slice(0, MOST_LINES).join('\n'),
    stderr: '',
    truncated: lines.length > MOST_LINES,
    byHand: `walkdown notes latest   # derived from: ${step.after.join(', ')}`,
    byHandEquivalent: true,
  };
}

/** What was said of each name, where that is what the facts hold; else every fact on one line. */
function linesOf(of: string, facts: Facts): string[] {
  const { answers } = facts;
  if (typeof answers === 'object' && answers !== null && !Array.isArray(answers)) {
    return Object.entries(answers).map(([name, answer]) => `${of}: ${name}: ${formatValue(answer)}`);
  }
  const told = Object.entries(facts).map(([name, value]) => `${name} ${formatValue(value)}`);
  return told.length === 0 ? [] : [`${of}: ${told.join(' · ').slice(0, 2000)}`];
}
