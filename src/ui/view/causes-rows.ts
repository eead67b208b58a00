import { blastText } from '../../diagnose/blast-radius.ts';
import type { BoardEntry } from '../../diagnose/board.ts';
import type { TerminalSize } from '../../terminal/size.ts';
import { clean, type Look } from '../look.ts';
import { bodyHeight } from '../model/layout.ts';
import type { ScreenOf, UiState } from '../model/state.ts';
import { BLANK, cutRow, fitRow, paragraph, type Row, row, span, windowed } from '../rows.ts';
import type { Tone } from '../theme.ts';

/** Rows below the list for the cause that the cursor is on: six, more where there is room. */
function detailHeight(size: TerminalSize): number {
  return Math.min(16, Math.max(6, Math.floor(bodyHeight(size) / 3)));
}

/** Beside those: the title, the rule. */
export function causesListHeight(size: TerminalSize): number {
  return Math.max(1, bodyHeight(size) - detailHeight(size) - 2);
}

const STATE_TONES: Readonly<Record<BoardEntry['state'], Tone>> = {
  confirmed: 'fault',
  likely: 'suspect',
  possible: 'suspect',
  open: 'muted',
  explained: 'muted',
  'ruled out': 'ok',
};

function signOf(state: BoardEntry['state'], look: Look): string {
  const { fault, suspect, inconclusive, pending, notApplicable, ok } = look.glyphs;
  return {
    confirmed: fault,
    likely: suspect,
    possible: inconclusive,
    open: pending,
    explained: notApplicable,
    'ruled out': ok,
  }[state];
}

/** Each root cause that can be: how it stands, and by what. The one under the cursor in full below. */
export function causesRows(state: UiState, screen: ScreenOf<'causes'>, width: number): readonly Row[] {
  const { look, size } = state;
  const height = causesListHeight(size);
  const list = windowed(
    screen.board.map((entry, index) => causeRow(entry, index === screen.index, width, look)),
    screen.top,
    height,
  );
  const filler = Array.from({ length: Math.max(0, height - list.length) }, () => BLANK);
  const selected = screen.board[screen.index];
  return [
    cutRow(titleRow(screen.board), width, look.glyphs.ellipsis),
    ...list,
    ...filler,
    row(span(look.glyphs.horizontal.repeat(width), 'muted')),
    ...detail(selected, width, detailHeight(size), look),
  ];
}

/** How many stand where, the states that there are. */
function titleRow(board: readonly BoardEntry[]): Row {
  const states = Object.keys(STATE_TONES) as BoardEntry['state'][];
  const counts = states
    .map((state) => ({ state, count: board.filter((one) => one.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${state}`);
  return row(span('Root causes', 'strong'), span(`  ${counts.join(', ')}`, 'muted'));
}

function causeRow(entry: BoardEntry, isHere: boolean, width: number, look: Look): Row {
  const tone = STATE_TONES[entry.state];
  const id = fitRow(row(span(entry.id, isHere ? 'strong' : 'text')), 30, look.glyphs.ellipsis);
  const word = fitRow(row(span(entry.state, tone)), 10, look.glyphs.ellipsis);
  const by = entry.by[0]?.text ?? (entry.explainedBy === '' ? '' : `explained by ${entry.explainedBy}`);
  return cutRow(
    row(
      span(isHere ? `${look.glyphs.cursor} ` : '  ', 'accent'),
      span(`${signOf(entry.state, look)} `, tone),
      ...word,
      ...id,
      span(` ${clean(by, look)}`, 'muted'),
    ),
    width,
    look.glyphs.ellipsis,
  );
}

function detail(entry: BoardEntry | undefined, width: number, room: number, look: Look): Row[] {
  if (entry === undefined) return [row(span('The playbook names no root causes.', 'muted'))];
  const head: Row[] = [row(span(entry.id, 'strong'), span(`  ${entry.state}, ${entry.area}`, 'muted'))];
  if (entry.explainedBy !== '') head.push(row(`  explained by ${entry.explainedBy}`));
  if (entry.blastRadius !== undefined) {
    const text = `may also affect ${blastText(entry.blastRadius)}`;
    head.push(...paragraph(clean(text, look), width, { first: row('  ') }).slice(0, 2));
  }
  const dot = row(span(`  ${look.glyphs.dot} `, 'accent'));
  const proof = entry.by.flatMap(({ step, subject, text }) => {
    const from = `${step}${subject === '' ? '' : ` ${subject}`}`;
    return paragraph(clean(`${text} (${from})`, look), width, { first: dot });
  });
  const others = entry.waitsFor.length > 0 ? [`would be decided by: ${entry.waitsFor.join(', ')}`] : [];
  const changes = (entry.wouldChange.length > 0 ? entry.wouldChange : others).flatMap((sentence) =>
    paragraph(clean(sentence, look), width, { first: row('  '), tone: 'muted' }),
  );
  if (proof.length === 0 && changes.length === 0) {
    return [...head, row(span('  nothing speaks for it or against it', 'muted'))];
  }
  // Half of it for the proof; what would change it gets what that leaves.
  const left = room - head.length;
  const shown = proof.slice(0, Math.max(Math.ceil(left / 2), left - changes.length));
  return [...head, ...shown, ...changes.slice(0, Math.max(0, left - shown.length))];
}
