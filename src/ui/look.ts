import { type Glyphs, glyphs } from '../terminal/glyphs.ts';
import { sanitiseLine } from '../terminal/sanitise.ts';

/** How the screens may look in this terminal. */
export interface Look {
  readonly glyphs: Glyphs;
  readonly unicode: boolean;
  /** Without it nothing may be told by colour, bold or reverse video alone. */
  readonly colour: boolean;
  /** No addressable screen (`TERM=dumb`) or a screen reader: changed lines are printed below each other, nothing ticks. */
  readonly linear: boolean;
}

/** The look for what the terminal can do. */
export function lookFor(terminal: {
  readonly unicode: boolean;
  readonly colour: boolean;
  readonly fullScreen: boolean;
}): Look {
  const { unicode, colour, fullScreen } = terminal;
  return { glyphs: glyphs(unicode), unicode, colour, linear: !fullScreen };
}

/** Our own and the playbooks' typography, for terminals that have ASCII only. */
const ASCII_FOR: Readonly<Record<string, string>> = {
  '…': '...',
  '–': '-',
  '—': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '×': 'x',
  '·': '-',
  '→': '->',
  '≥': '>=',
  '≤': '<=',
  '\u00A0': ' ',
};
const TYPOGRAPHY = /[…–—‘’“”×·→≥≤\u00A0]/g;
const BREAK = /[\r\n]+/;
/** Marks of Markdown, which the notes show as what they mean and a terminal does not: `code`, **strong**. */
const MARKS = /`([^`\n]{1,400})`|\*\*([^*\n]{1,400})\*\*/g;

/** A sentence of a playbook or of the causes, clean, without the marks that are for the notes. */
export function cleanProse(text: string, look: Look): string {
  return clean(
    text.replace(MARKS, (_, code?: string, strong?: string) => code ?? strong ?? ''),
    look,
  );
}

/**
 * A text of one line that is safe to show: line ends become spaces, control characters visible. Everything that comes
 * from the walk, the engine or a file goes through here before it is measured.
 */
export function clean(text: string, look: Look): string {
  const line = BREAK.test(text)
    ? text
        .split(BREAK)
        .map((part) => part.trim())
        .filter(Boolean)
        .join(' ')
    : text;
  const written = look.unicode ? line : line.replace(TYPOGRAPHY, (sign) => ASCII_FOR[sign] ?? sign);
  return sanitiseLine(written, { unicode: look.unicode });
}
