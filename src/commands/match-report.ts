import type { SignatureMatch } from '../diagnose/match-signatures.ts';
import { sanitiseLine } from '../terminal/sanitise.ts';
import { cutToWidth, wrapToWidth } from '../terminal/width.ts';

/** Below that, columns make no sense. */
const MIN_WIDTH = 30;
const MAX_WIDTH = 120;
/** Matches shown in full; of the others only the names. */
const SHOWN = 6;
/** Near-misses of the best match, and of each other one. */
const NEAR_MISSES = [3, 1] as const;
const LABEL = 12;

export interface ReportStyle {
  /** Cells of a row. */
  readonly width: number;
  /** Signs beyond ASCII come out right. */
  readonly unicode: boolean;
  /** Lines are counted from where reading began, which is not the text's beginning, or it was not read to its end. */
  readonly partial: boolean;
}

/** The matches as text for a person: what it is, what it points to, and what would tell it from its near-misses. */
export function renderMatches(matches: readonly SignatureMatch[], style: ReportStyle): string {
  const width = Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, style.width));
  const rows: string[] = [];
  const count = matches.length;
  rows.push(count === 1 ? 'One signature matches.' : `${count} signatures match, best first.`);
  const others = new Set(matches.map((match) => match.id));
  for (const [index, match] of matches.slice(0, SHOWN).entries()) {
    const repeats = index > 0 && matches[index - 1]?.lineNumber === match.lineNumber;
    const shared = matches.some((other) => other !== match && other.lineNumber === match.lineNumber);
    rows.push('', ...renderMatch(match, { number: index + 1, repeats, shared, others, width, style }));
  }
  if (count > SHOWN) {
    const names = matches.slice(SHOWN).map((match) => match.id);
    rows.push('', ...labelled('also', names.join(', '), width));
  }
  rows.push('', ...wrapToWidth(nextStep(matches), width));
  return `${rows.map((row) => cutToWidth(row, width, style.unicode ? '…' : '...')).join('\n')}\n`;
}

/** What to do when no signature is known for a text. */
export function renderNoMatch(empty: boolean, width: number): string {
  const rows = empty
    ? ['The text is empty.', 'Next: docker logs CONTAINER 2>&1 | walkdown match']
    : [
        'No signature matches. That clears nothing: it only is no text that walkdown knows.',
        'Next: give it more lines (the first error, not the last: docker logs CONTAINER 2>&1 | walkdown match), or walk the container itself: walkdown TARGET',
      ];
  return `${rows.flatMap((row) => wrapToWidth(row, Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, width)))).join('\n')}\n`;
}

interface Place {
  readonly number: number;
  /** The same line was just shown. */
  readonly repeats: boolean;
  /** Another signature matches the same line: the text alone cannot decide. */
  readonly shared: boolean;
  /** Ids of all that matched. */
  readonly others: ReadonlySet<string>;
  readonly width: number;
  readonly style: ReportStyle;
}

function renderMatch(match: SignatureMatch, place: Place): string[] {
  const { signature, rootCauses } = match;
  const { width } = place;
  const times = match.count === 1 ? '' : `, ${match.count} times`;
  const line = `line ${match.lineNumber}${place.style.partial ? ' of what was read' : ''}`;
  const rows = [`${place.number}. ${match.id}   ${match.symptom}, ${line}${times}`];
  if (!place.repeats) rows.push(`   > ${sanitiseLine(match.line, { unicode: place.style.unicode })}`);
  rows.push(...labelled(place.shared ? 'may mean' : 'means', signature.says, width));
  rows.push(
    ...labelled('points to', rootCauses.length > 0 ? rootCauses.join(', ') : 'nothing that a walk looks for', width),
  );
  if (signature.check !== undefined) {
    rows.push(...labelled('check', signature.check.run, width), ...labelled('if so', signature.check.shows, width));
  }
  const isRival = (id: string | undefined): number => Number(id !== undefined && place.others.has(id));
  const near = [...signature.tellApart].sort((a, b) => isRival(b.from) - isRival(a.from));
  for (const [index, { from, other, by }] of near.slice(0, NEAR_MISSES[place.number === 1 ? 0 : 1]).entries()) {
    rows.push(...labelled(index === 0 ? 'or is it' : '', `${from ?? other}: ${by}`, width));
  }
  return rows;
}

function labelled(label: string, text: string, width: number): string[] {
  return wrapToWidth(text, width - LABEL - 3).map(
    (row, index) => `   ${(index === 0 ? label : '').padEnd(LABEL)}${row}`,
  );
}

function nextStep(matches: readonly SignatureMatch[]): string {
  const symptom = matches[0]?.symptom ?? 'unknown';
  const option = symptom === 'unknown' ? '' : ` --symptom ${symptom}`;
  return `A text is a hint, not a proof. Next: walkdown TARGET${option}`;
}
