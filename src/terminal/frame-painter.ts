import type { TerminalSize } from './size.ts';
import { textWidth } from './width.ts';

export interface FramePainterOptions {
  readonly write: (text: string) => void;
  /** The size now, asked at every frame. */
  readonly size: () => TerminalSize;
}

const SYNC_BEGIN = '\u001B[?2026h';
const SYNC_END = '\u001B[?2026l';
const SGR = /\u001B\[[\d;:]*m/g;
/** Latin, punctuation, arrows, box drawing, the signs of glyphs.ts: one cell each in every terminal. */
const CERTAIN_WIDTH =
  /^[\u0020-\u007E\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027\u2190-\u21FF\u23CE\u2400-\u2426\u2500-\u25FF\u2714\u2716\u2800-\u28FF]*$/;

/**
 * Draws whole frames on the alternate screen and writes only the rows that changed, each at its own address: nothing
 * is cleared to be drawn again, so nothing flickers, a frame as tall as the terminal (or taller: it is cut) scrolls
 * nothing, and a resize leaves no ghosts. Ink 6 erases all its lines for every frame, and clears the scrollback with
 * them when they fill the screen.
 */
export class FramePainter {
  readonly #options: FramePainterOptions;
  #drawn: string[] | undefined;
  #drawnSize: TerminalSize = { columns: 0, rows: 0 };
  #frame = '';
  #running = false;

  constructor(options: FramePainterOptions) {
    this.#options = options;
  }

  /** Frames go to the terminal from now on; the last one is drawn at once, and whole. */
  start(): void {
    this.#running = true;
    this.repaint();
  }

  /** Frames are kept, not drawn: the screen belongs to someone else. */
  stop(): void {
    this.#running = false;
  }

  /** Draws everything again, for a screen that others may have written on (Ctrl-L, `fg`). */
  repaint(): void {
    this.#drawn = undefined;
    this.paint(this.#frame);
  }

  /** Shows a frame: rows parted by `\n`, with no other control sequences than SGR. */
  paint(frame: string): void {
    this.#frame = frame;
    if (!this.#running) return;
    const size = this.#options.size();
    const rows = frame.split('\n').slice(0, size.rows);
    const resized = size.columns !== this.#drawnSize.columns || size.rows !== this.#drawnSize.rows;
    const before = resized ? undefined : this.#drawn;
    let out = before === undefined ? '\u001B[0m\u001B[2J' : '';
    const count = Math.max(rows.length, before?.length ?? 0);
    for (let row = 0; row < count; row++) {
      const text = rows[row] ?? '';
      if (text !== (before?.[row] ?? '')) out += drawRow(row, text, size.columns);
    }
    this.#drawn = rows;
    this.#drawnSize = size;
    if (out !== '') this.#options.write(SYNC_BEGIN + out + SYNC_END);
  }
}

/**
 * One row at its address. What was there is erased behind the text, so that no cell is blank in between; but a row
 * that fills the line leaves the cursor on its last cell, which erasing would take, and where a width is a matter of
 * opinion between terminals the row is erased first.
 */
function drawRow(row: number, text: string, columns: number): string {
  const address = `\u001B[${row + 1};1H`;
  if (text === '') return `${address}\u001B[2K`;
  const plain = text.replace(SGR, '');
  if (!CERTAIN_WIDTH.test(plain)) return `${address}\u001B[2K${text}\u001B[0m`;
  return textWidth(plain) < columns ? `${address}${text}\u001B[0m\u001B[K` : `${address}${text}\u001B[0m`;
}
