import { clean } from '../look.ts';
import type { UiState, WalkView } from '../model/state.ts';
import { type Row, row, rowWidth, type Span, span, spread } from '../rows.ts';
import { clock, shortId } from './words.ts';

/** The first row of every screen: where am I. What matters least goes first when it does not fit. */
export function headerRow(state: UiState, width: number): Row {
  const { look, walk } = state;
  const right = rightOf(state);
  const room = width - rowWidth(right) - 2;
  const parts = walk === null ? engineParts(state) : walkParts(state, walk);
  const shown = parts.filter((one) => one.text !== '').map((one) => ({ ...one, text: clean(one.text, look) }));
  while (shown.length > 1 && widthOf(shown) > room) {
    const least = shown.reduce((low, one) => (one.keep < low.keep ? one : low));
    shown.splice(shown.indexOf(least), 1);
  }
  const left = shown.flatMap(({ text, tone }, index) => [span(index === 0 ? ' ' : '  '), span(text, tone)]);
  return spread(left, right, width, look.glyphs.ellipsis);
}

interface Part extends Span {
  /** What is kept longest has the greatest number. */
  readonly keep: number;
}

function widthOf(parts: readonly Part[]): number {
  return rowWidth(parts) + parts.length * 2 - 1;
}

function engineParts({ targets }: UiState): Part[] {
  const { engine, where, trouble } = targets.header;
  return [
    { text: 'walkdown', tone: 'strong', keep: 3 },
    { text: trouble === null ? engine : 'no engine', tone: trouble === null ? 'text' : 'suspect', keep: 2 },
    { text: trouble === null ? where : '', tone: 'muted', keep: 1 },
  ];
}

function walkParts({ targets }: UiState, walk: WalkView): Part[] {
  const { target, session } = walk.state;
  if (target === null) return [{ text: 'walkdown', tone: 'strong', keep: 9 }];
  const { libc, os } = target;
  // 3.20.3 is 3.20 here: the patch level is for the notes.
  const release = os.version.split('.').slice(0, 2).join('.');
  const base = [os.id || os.name, release].filter(Boolean).join(' ');
  const family = libc.family === 'unknown' ? '' : [libc.family, libc.version ?? ''].filter(Boolean).join(' ');
  const context = session?.engine.context ?? targets.header.where ?? session?.engine.host ?? '';
  return [
    { text: target.name, tone: 'strong', keep: 9 },
    { text: shortId(target.kind === 'image' ? target.image.id : target.id, 7), tone: 'muted', keep: 1 },
    { text: [base, family].filter(Boolean).join(' '), tone: 'text', keep: 4 },
    walk.recorded
      ? { text: 'recording', tone: 'recorded', keep: 8 }
      : { text: [session?.engine.name ?? '', context].filter(Boolean).join(': '), tone: 'muted', keep: 2 },
  ];
}

function rightOf(state: UiState): Row {
  const { walk, look, auto } = state;
  const time = look.linear ? '' : clock(state.now);
  if (walk === null) return row(span(`${time} `, 'muted'));
  const { done, total } = walk.progress;
  return row(
    span(auto ? 'auto  ' : '', 'accent'),
    span(time === '' ? '' : `${time}  `, 'muted'),
    span(`${done}/${total} `, 'strong'),
  );
}
