import type { Step } from '../../playbook/playbook.ts';
import type { Evidence } from '../../session/evidence.ts';
import { sanitiseLine } from '../../terminal/sanitise.ts';
import { clean, type Look } from '../look.ts';
import { commandLine, whatWasDone } from '../model/evidence-text.ts';
import type { UiState } from '../model/state.ts';
import { cutRow, paragraph, type Row, row, rowWidth, span, spread } from '../rows.ts';
import { count, duration, tierWords } from './words.ts';

/** Of one output, so many lines are looked at for the first ones to show. */
const MOST_LINES = 200;
const MOST_WIDTH = 2000;

/** The commands as run, where and how long, and the first lines of what they said: as much as `room` rows take. */
export function evidenceRows(state: UiState, evidence: readonly Evidence[], width: number, room: number): Row[] {
  const rows: Row[] = [];
  const { look } = state;
  for (const [index, one] of evidence.entries()) {
    const head = headRows(one, width, look);
    const left = room - rows.length;
    const others = evidence.length - index;
    if (index > 0 && left < head.length + 2) {
      if (left > 0) rows.push(row(span(`and ${count(others, 'more')}, o shows all`.replace('mores', 'more'), 'muted')));
      break;
    }
    rows.push(...head);
    const reserve = others > 1 ? 1 : 0;
    rows.push(...outputRows(one, width, Math.max(1, room - rows.length - reserve), look));
  }
  return rows;
}

/** The command in full, and where it ran: on its last row where there is room, else below. */
function headRows(evidence: Evidence, width: number, look: Look): Row[] {
  const rows = paragraph(clean(whatWasDone(evidence), look), width, { tone: 'accent', rest: row('  ') });
  const where = row(span(whereText(evidence, look), 'muted'));
  const last = rows.at(-1) ?? [];
  if (rowWidth(last) + rowWidth(where) + 3 <= width) {
    return [...rows.slice(0, -1), spread(last, where, width, look.glyphs.ellipsis)];
  }
  return [...rows, cutRow(row('  ', ...where), width, look.glyphs.ellipsis)];
}

function whereText(evidence: Evidence, look: Look): string {
  const parts = [evidence.view, ...(evidence.tier === evidence.view ? [] : [tierWords(evidence.tier)])];
  if (evidence.timedOut) parts.push('timed out');
  else if (evidence.exitCode !== null && evidence.exitCode !== 0) parts.push(`exit ${evidence.exitCode}`);
  parts.push(duration(evidence.durationMs));
  return clean(parts.join(` ${look.glyphs.dot} `), look);
}

/** The first lines of the output, cut to the width; the last of them says how many there are. */
function outputRows(evidence: Evidence, width: number, room: number, look: Look): Row[] {
  const { lines, total } = firstLines(evidence);
  const { vertical, ellipsis } = look.glyphs;
  const bar = span(`${vertical} `, 'muted');
  if (total === 0 && evidence.kind === 'run') return [row(span('(no output)', 'muted'))];
  if (total === 0) return evidence.data === undefined ? [] : [row(span('read as values, o shows them', 'muted'))];
  const shown = lines.slice(0, room);
  const hidden = total - shown.length;
  return shown.map((line, index) => {
    const safe = sanitiseLine(line, { unicode: look.unicode, maxWidth: MOST_WIDTH, escapes: 'hide-colours' });
    const isLast = index === shown.length - 1;
    const more = isLast && hidden > 0 ? row(span(`(+${count(hidden, 'line')}, o)`, 'muted')) : [];
    return spread(row(bar, safe), more, width, ellipsis);
  });
}

/** Without making a string of every line of a long output. */
function firstLines({ stdout, stderr }: Evidence): { lines: string[]; total: number } {
  const lines: string[] = [];
  let total = 0;
  for (const text of [stdout, stderr]) {
    for (let start = 0; start < text.length; total++) {
      const found = text.indexOf('\n', start);
      const end = found < 0 ? text.length : found;
      if (lines.length < MOST_LINES) lines.push(text.slice(start, end));
      start = end + 1;
    }
  }
  return { lines, total };
}

/** What a step that has not run yet is going to do. */
export function commandPreviewRows(state: UiState, step: Step, subject: string, width: number): Row[] {
  const text = state.preview?.command ?? actionText(step, subject);
  return paragraph(clean(text, state.look), width, { tone: 'accent', rest: row('  ') });
}

/** From the playbook alone: the command with its subject put in. */
function actionText({ action }: Step, subject: string): string {
  const host = subject.replace(/:\d+$/, '');
  const filled = (text: string): string => text.replaceAll('{subject}', subject).replaceAll('{host}', host);
  switch (action.kind) {
    case 'run':
      return `$ ${commandLine(action.argv.map(filled))}`;
    case 'read':
      return `read: ${action.path === null ? action.source : filled(action.path)}`;
    case 'exchange':
      return `exchange: ${action.exchange}${subject === '' ? '' : ` with ${subject}`}`;
    case 'ask':
      return `ask: ${action.question}`;
    default:
      return 'derived from what is known already';
  }
}
