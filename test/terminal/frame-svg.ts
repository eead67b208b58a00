import type { IBufferCell, Terminal } from '@xterm/headless';

/** Geometry of a cell in the picture, in pixels. */
const CELL = { width: 8.4, height: 18, baseline: 13.5 };
const MARGIN = 12;
const GROUND = '#16181d';
const INK = '#d4d7dd';
/** The sixteen colours of a terminal, dark and bright. */
const PALETTE = [
  ['#3b4048', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#d4d7dd'],
  ['#7f8794', '#ff7b86', '#b5e890', '#ffd68a', '#82c4ff', '#d99bf0', '#7fd7e0', '#ffffff'],
].flat();

interface Run {
  readonly column: number;
  readonly cells: number;
  readonly text: string;
  readonly style: string;
  readonly ground: string;
}

/** What a terminal shows, as a picture: text that can be searched and scaled, each run stretched to its cells. */
export function frameSvg(terminal: Terminal, title: string): string {
  const rows = Array.from({ length: terminal.rows }, (_, row) => runsOf(terminal, row));
  const width = Math.ceil(terminal.cols * CELL.width + 2 * MARGIN);
  const height = Math.ceil(terminal.rows * CELL.height + 2 * MARGIN);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="6" fill="${GROUND}"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="${INK}">`,
    ...rows.flatMap((runs, row) => runs.flatMap((run) => runSvg(run, row))),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function runsOf(terminal: Terminal, row: number): Run[] {
  const line = terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row);
  const runs: Run[] = [];
  for (let column = 0; line !== undefined && column < terminal.cols; ) {
    const cell = line.getCell(column);
    if (cell === undefined) break;
    const cells = Math.max(1, cell.getWidth());
    const { style, ground } = styleOf(cell);
    const last = runs.at(-1);
    const text = cell.getChars() || ' ';
    if (last?.style === style && last.ground === ground && last.column + last.cells === column)
      runs[runs.length - 1] = { ...last, cells: last.cells + cells, text: last.text + text };
    else runs.push({ column, cells, text, style, ground });
    column += cells;
  }
  return runs;
}

function styleOf(cell: IBufferCell): { style: string; ground: string } {
  const own = cell.isFgDefault() ? INK : colour(Boolean(cell.isFgRGB()), cell.getFgColor());
  const under = cell.isBgDefault() ? GROUND : colour(Boolean(cell.isBgRGB()), cell.getBgColor());
  const [ink, ground] = cell.isInverse() ? [under, own] : [own, under];
  const style = [
    ink === INK ? '' : ` fill="${ink}"`,
    cell.isBold() ? ' font-weight="bold"' : '',
    cell.isDim() ? ' opacity="0.6"' : '',
    cell.isUnderline() ? ' text-decoration="underline"' : '',
  ].join('');
  return { style, ground };
}

function colour(isRgb: boolean, value: number): string {
  if (isRgb) return `#${value.toString(16).padStart(6, '0')}`;
  if (value < 16) return PALETTE[value] ?? INK;
  if (value >= 232) return grey(8 + (value - 232) * 10);
  const step = (digit: number): number => (digit === 0 ? 0 : 55 + digit * 40);
  const cube = value - 16;
  const parts = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(step);
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function grey(level: number): string {
  return `#${level.toString(16).padStart(2, '0').repeat(3)}`;
}

function runSvg({ column, cells, text, style, ground }: Run, row: number): string[] {
  const top = MARGIN + row * CELL.height;
  const lines: string[] = [];
  if (ground !== GROUND) {
    lines.push(
      `<rect x="${left(column)}" y="${top}" width="${across(cells)}" height="${CELL.height}" fill="${ground}"/>`,
    );
  }
  // Wide characters take two cells of one character: then the run is one piece, else pieces between wider gaps.
  const pieces = cells === text.length ? [...text.matchAll(/\S+(?: \S+)*/g)] : [{ 0: text, index: 0 }];
  for (const piece of pieces) {
    const length = across(pieces.length === 1 && cells !== text.length ? cells : piece[0].length);
    const at = `x="${left(column + piece.index)}" y="${top + CELL.baseline}" textLength="${length}"`;
    lines.push(`<text ${at}${style}>${escapeXml(piece[0])}</text>`);
  }
  return lines;
}

function left(column: number): string {
  return (MARGIN + column * CELL.width).toFixed(1);
}

function across(cells: number): string {
  return (cells * CELL.width).toFixed(1);
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
