/** The part of `process.stdout` (a `tty.WriteStream`) that tells the size. */
export interface SizedOutput {
  readonly columns?: number;
  readonly rows?: number;
  on(event: 'resize', listener: () => void): unknown;
  removeListener(event: 'resize', listener: () => void): unknown;
}

/** The size of the terminal, in character cells. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

const DEFAULT_SIZE: TerminalSize = { columns: 80, rows: 24 };

/** A size beyond this is a broken ioctl, not a screen. */
const LARGEST = 10_000;

/** The size now; 80 × 24 where the terminal says 0, nothing or nonsense, as under `script` and some `docker exec`. */
export function terminalSize(output: Pick<SizedOutput, 'columns' | 'rows'>): TerminalSize {
  return {
    columns: usable(output.columns) ? output.columns : DEFAULT_SIZE.columns,
    rows: usable(output.rows) ? output.rows : DEFAULT_SIZE.rows,
  };
}

function usable(cells: number | undefined): cells is number {
  return cells !== undefined && Number.isInteger(cells) && cells > 0 && cells <= LARGEST;
}

/** Calls `listener` with the new size whenever it changes. Returns what ends that. */
export function onTerminalResize(output: SizedOutput, listener: (size: TerminalSize) => void): () => void {
  let last = terminalSize(output);
  const check = (): void => {
    const size = terminalSize(output);
    if (size.columns === last.columns && size.rows === last.rows) return;
    last = size;
    listener(size);
  };
  output.on('resize', check);
  return () => {
    output.removeListener('resize', check);
  };
}

/**
 * Asks the kernel again. After Ctrl-Z and `fg` nobody tells: the window may have been resized while another program
 * had it. Node re-reads the size of a terminal only on SIGWINCH, so that is what it is told.
 */
export function refreshTerminalSize(): void {
  process.emit('SIGWINCH', 'SIGWINCH');
}
