import { clean, type Look } from '../look.ts';
import type { UiState } from '../model/state.ts';
import { TARGET_KINDS, type TargetKind, type Targets } from '../model/targets.ts';
import type { TargetRow } from '../ports.ts';
import type { Span } from '../rows.ts';
import { atMost, BLANK, cutRow, fitRow, paragraph, type Row, row, rowWidth, span, windowed } from '../rows.ts';

const KIND_WORDS: Readonly<Record<TargetKind, string>> = {
  container: 'containers',
  image: 'images',
  session: 'sessions',
  incident: 'recorded incidents',
};

/** The tabs, and what was typed. */
export function targetHeadRows(state: UiState, width: number): readonly Row[] {
  const { targets, look } = state;
  const tabs = TARGET_KINDS.flatMap((kind): Span[] => {
    const isHere = kind === targets.kind;
    const mark = isHere ? `${look.glyphs.cursor} ` : '  ';
    return [span(mark, 'accent'), span(`${KIND_WORDS[kind]}  `, isHere ? 'strong' : 'muted')];
  });
  return [cutRow(tabs, width, look.glyphs.ellipsis), filterRow(targets, width, look)];
}

function filterRow(targets: Targets, width: number, look: Look): Row {
  const { filter, rows, shown } = targets;
  if (filter === '') {
    const number = rows === null ? 'reading the list' : `${shown.length}`;
    return cutRow(
      row(span(`  Type to filter${rows === null ? `, ${number}` : ` (${number})`}`, 'muted')),
      width,
      look.glyphs.ellipsis,
    );
  }
  const cursor = look.colour ? span(' ', 'selected') : span('_', 'accent');
  const number = `  ${shown.length} of ${rows?.length ?? 0}`;
  // Whoever typed q alone may have wanted to leave.
  const hint = filter === 'q' ? '  (Ctrl-C leaves)' : '';
  return cutRow(
    row('  ', span(clean(filter, look), 'strong'), cursor, span(number + hint, 'muted')),
    width,
    look.glyphs.ellipsis,
  );
}

/** The visible part of the list. */
export function targetListRows(state: UiState, width: number, height: number): readonly Row[] {
  const { targets, look } = state;
  if (targets.shown.length === 0) return emptyRows(targets, width, look);
  const widths = columnsOf(targets.shown, width);
  const rows: Row[] = [];
  let cursor = 0;
  for (const [at, one] of targets.shown.slice(targets.top, targets.top + height).entries()) {
    const index = targets.top + at;
    if (startsGroup(targets.shown, index)) rows.push(groupRow(one.group, width, look));
    if (index === targets.index) cursor = rows.length;
    rows.push(targetRow(one, index === targets.index, widths, width, look));
  }
  // Headings take rows too: the row that the cursor is on stays in sight.
  return windowed(rows, Math.max(0, cursor - height + 1), height);
}

/** A heading stands before the first of several in one group. */
function startsGroup(shown: readonly TargetRow[], index: number): boolean {
  const group = shown[index]?.group ?? '';
  return group !== '' && shown[index - 1]?.group !== group && shown[index + 1]?.group === group;
}

function groupRow(group: string, width: number, look: Look): Row {
  return cutRow(row(span(`  ${clean(group, look)}`, 'muted')), width, look.glyphs.ellipsis);
}

/** Why the list is empty and what can be done. */
function emptyRows({ rows, filter, kind, trouble, header }: Targets, width: number, look: Look): readonly Row[] {
  if (trouble !== null)
    return paragraph(clean(trouble, look), width, { first: row(span(`  ${look.glyphs.suspect} `, 'suspect')) });
  if (rows === null) return [BLANK];
  if (filter !== '') return [row(span(`  Nothing has "${clean(filter, look)}" in it. Esc shows all.`, 'muted'))];
  if (header.trouble !== null && (kind === 'container' || kind === 'image')) return [BLANK];
  const words = {
    container: 'There are no containers here.',
    image: 'There are no images here.',
    session: 'No earlier session is kept.',
    incident: 'No recorded incident is installed.',
  };
  return [row(span(`  ${words[kind]} Tab shows the others.`, 'muted'))];
}

interface Columns {
  readonly name: number;
  /** 0 where nothing is on a machine of several. */
  readonly node: number;
  readonly status: number;
  readonly image: number;
  readonly age: number;
}

/** The name whole where it can be, then the status, then the image; the rest by what is left. */
function columnsOf(rows: readonly TargetRow[], width: number): Columns {
  const sample = rows.slice(0, 200);
  const longest = (of: (row: TargetRow) => string, most: number): number =>
    Math.min(most, Math.max(4, ...sample.map((one) => of(one).length)));
  const has = (of: (row: TargetRow) => string): boolean => sample.some((one) => of(one) !== '');
  const room = width - 4;
  // A column of nothing is room for the rest.
  const age = has((one) => one.age) ? longest((one) => one.age, 8) + 1 : 0;
  const name = longest(shortName, Math.max(16, Math.floor(room * 0.34))) + 2;
  const hasNodes = has((one) => one.node ?? '');
  const node = hasNodes ? longest((one) => one.node ?? '', Math.floor(room * 0.2)) + 2 : 0;
  const image =
    has((one) => one.image) && width >= 72 && (width >= 100 || !hasNodes)
      ? longest((one) => one.image, Math.floor(room * 0.24)) + 2
      : 0;
  return { name, node, image, age, status: Math.max(8, room - name - node - image - age) };
}

function targetRow(one: TargetRow, isHere: boolean, columns: Columns, width: number, look: Look): Row {
  const { cursor, fault, ok, pending, ellipsis } = look.glyphs;
  const sign = { troubled: span(fault, 'fault'), ok: span(ok, 'ok'), idle: span(pending, 'muted') }[one.health];
  const cell = (text: string, cells: number, tone: Span['tone']): Row =>
    fitRow([...cutRow(row(span(clean(text, look), tone)), Math.max(0, cells - 1), ellipsis)], cells, ellipsis);
  return cutRow(
    [
      span(isHere ? `${cursor} ` : '  ', 'accent'),
      sign,
      span(' '),
      ...cell(shortName(one), columns.name, isHere ? 'strong' : 'text'),
      ...(columns.node > 0 ? cell(one.node ?? '', columns.node, 'muted') : []),
      ...cell(one.status, columns.status, one.health === 'troubled' ? 'suspect' : 'muted'),
      ...(columns.image > 0 ? cell(shortImage(one.image, columns.image - 1), columns.image, 'muted') : []),
      ...(columns.age > 0 ? cell(one.age, columns.age, 'muted') : []),
    ],
    width,
    ellipsis,
  );
}

/** A Swarm task without its id, which the detail below the list has: what went wrong is more use of the room. */
function shortName({ name, node }: TargetRow): string {
  return node === undefined ? name : name.replace(/\.[a-z0-9]{25}$/, '');
}

/** Of a long image name the end: registry and path say less than name and tag. */
function shortImage(image: string, cells: number): string {
  let short = image;
  while (short.length > cells && short.includes('/')) short = short.slice(short.indexOf('/') + 1);
  return short;
}

/** All of the row under the cursor, where the list had to cut it. */
export function targetDetailRows(state: UiState, width: number): readonly Row[] {
  const { targets, look } = state;
  const one = targets.shown[targets.index];
  if (one === undefined) return [BLANK, BLANK];
  const first = row(
    '  ',
    span(clean(one.name, look), 'strong'),
    span(`  ${clean(one.status, look)}`, one.health === 'troubled' ? 'suspect' : 'text'),
  );
  const second = row(
    span(
      `  ${[one.image, one.libc, one.group, nodeWords(one), one.age]
        .filter(Boolean)
        .map((text) => clean(text, look))
        .join(` ${look.glyphs.dot} `)}`,
      'muted',
    ),
  );
  if (rowWidth(second) <= 2) return wrapped(first, width, look);
  return [cutRow(first, width, look.glyphs.ellipsis), cutRow(second, width, look.glyphs.ellipsis)];
}

/** A sentence that has the second row for itself, too. */
function wrapped(parts: Row, width: number, look: Look): readonly Row[] {
  const [indent, name, said] = parts;
  if (indent === undefined || name === undefined || said === undefined) return [parts, BLANK];
  const rows = paragraph(said.text.trim(), width, { tone: said.tone, first: row('  ', name, '  '), rest: row('  ') });
  return [...atMost(rows, 2, width, look.glyphs.ellipsis), BLANK].slice(0, 2);
}

function nodeWords({ node }: TargetRow): string {
  return node ? `on ${node}` : '';
}

/** No engine is not an error screen but a sentence, and how to fix it. */
export function troubleRows(state: UiState, width: number): readonly Row[] {
  const { targets, look } = state;
  const { trouble } = targets.header;
  if (trouble === null) return [];
  const rows = trouble.split('\n').flatMap((line) =>
    paragraph(clean(line, look), width, {
      first: row(span(`  ${look.glyphs.suspect} `, 'suspect')),
      rest: row('    '),
    }),
  );
  const practise = targets.kind === 'incident' ? ['Recorded incidents to practise on:'] : [];
  return [...rows.slice(0, 4), ...practise.map((text) => row(span(`  ${text}`, 'muted')))];
}
