import type { Json } from '../session/evidence.ts';
import type { Comparison, Difference, FactDifference, Verdict } from './comparison.ts';
import { visible } from './prose.ts';
import type { Report } from './report.ts';
import { headline, SIGN } from './text.ts';

/** A comparison for a terminal or a log, without colours. Pure. */
export function renderComparison({ left, right, differences }: Comparison): string {
  const lines = [
    `left   ${headline(left)}`,
    `       ${place(left)}`,
    `right  ${headline(right)}`,
    `       ${place(right)}`,
    '',
    differences.length === 0
      ? 'No difference in anything that was looked at.'
      : `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}, what explains most first:`,
    ...differences.flatMap((one) => differenceLines(one, left, right)),
  ];
  return `${lines.map((line) => visible(line)).join('\n')}\n`;
}

function place({ session, target }: Report): string {
  const image = target?.image.tags[0] ?? target?.image.ref ?? '';
  return [image, target?.os.name ?? '', session.engine.host, `session ${session.id}`].filter(Boolean).join(', ');
}

function differenceLines(one: Difference, left: Report, right: Report): string[] {
  const step = [...left.steps, ...right.steps].find(({ id }) => id === one.step);
  const subject = one.subject === '' ? '' : ` ${one.subject}`;
  return [
    '',
    `${step?.title ?? one.step}${subject}  [${one.step}]`,
    ...verdictLines(one),
    ...one.facts.slice(0, MOST_FACTS).map((fact) => `      ${factText(fact)}`),
    ...(one.facts.length > MOST_FACTS ? [`      and ${one.facts.length - MOST_FACTS} more facts (--format json)`] : []),
  ];
}

/** Facts of a step that are printed. */
const MOST_FACTS = 8;

function verdictLines({ left, right }: Difference): string[] {
  if (left && right && left.outcome === right.outcome && left.code === right.code && left.summary === right.summary) {
    return [`  both   ${verdictText(left)}`];
  }
  return [`  left   ${verdictText(left)}`, `  right  ${verdictText(right)}`];
}

function verdictText(verdict: Verdict | null): string {
  if (verdict === null) return '- not looked at';
  const { outcome, code, summary } = verdict;
  return `${SIGN[outcome] ?? '?'} ${outcome}${code ? ` ${code}` : ''}: ${summary}`;
}

/** Of lists what only one side has, of values both. */
function factText({ fact, left, right }: FactDifference): string {
  if (Array.isArray(left) && Array.isArray(right)) {
    const [ours, theirs] = [onlyIn(left, right), onlyIn(right, left)];
    if (ours.length + theirs.length > 0) {
      const parts = [some('only left', ours), some('only right', theirs)].filter((part) => part !== '');
      return `${fact}: ${parts.join('; ')}`;
    }
  }
  return `${fact}: ${short(left)} | ${short(right)}`;
}

function onlyIn(list: readonly Json[], other: readonly Json[]): string[] {
  const known = new Set(other.map((item) => JSON.stringify(item)));
  return list.filter((item) => !known.has(JSON.stringify(item))).map(short);
}

function some(label: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  const more = items.length > 5 ? ` and ${items.length - 5} more` : '';
  return `${label} ${items.slice(0, 5).join(', ')}${more}`;
}

function short(value: Json): string {
  if (value === null) return '(not seen)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text === '' ? '(empty)' : text.length > 70 ? `${text.slice(0, 69)}…` : text;
}
