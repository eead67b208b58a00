/**
 * The signs of the interface, by meaning. Each takes one cell in every terminal: none has a variation selector, which
 * some terminals draw in two. In ASCII the keys, the ticks and the ellipsis are longer.
 */
export interface Glyphs {
  readonly ok: string;
  readonly suspect: string;
  readonly fault: string;
  readonly inconclusive: string;
  readonly notApplicable: string;
  /** Our own failure: the target's health is unknown. */
  readonly toolError: string;
  /** Not run yet. */
  readonly pending: string;
  /** The line that the keys act on. */
  readonly cursor: string;
  readonly next: string;
  readonly enter: string;
  readonly up: string;
  readonly down: string;
  readonly ticked: string;
  readonly unticked: string;
  readonly ellipsis: string;
  readonly dot: string;
  readonly vertical: string;
  readonly horizontal: string;
  /** The frames of a spinner. */
  readonly spinner: readonly string[];
}

const UNICODE: Glyphs = {
  ok: '✔',
  suspect: '▲',
  fault: '✖',
  inconclusive: '?',
  notApplicable: '–',
  toolError: '!',
  pending: '○',
  cursor: '▸',
  next: '→',
  enter: '⏎',
  up: '↑',
  down: '↓',
  ticked: '■',
  unticked: '□',
  ellipsis: '…',
  dot: '·',
  vertical: '│',
  horizontal: '─',
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
};

const ASCII: Glyphs = {
  ok: '+',
  suspect: '^',
  fault: 'x',
  inconclusive: '?',
  notApplicable: '-',
  toolError: '!',
  pending: 'o',
  cursor: '>',
  next: '>',
  enter: 'Enter',
  up: 'Up',
  down: 'Down',
  ticked: '[x]',
  unticked: '[ ]',
  ellipsis: '...',
  dot: '-',
  vertical: '|',
  horizontal: '-',
  spinner: ['|', '/', '-', '\\'],
};

/** The signs for a terminal; ASCII where its locale is not UTF-8. */
export function glyphs(unicode: boolean): Glyphs {
  return unicode ? UNICODE : ASCII;
}
