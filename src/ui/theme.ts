import type { Outcome } from '../judge/outcome.ts';
import type { Glyphs } from '../terminal/glyphs.ts';

/** What a piece of text is, never what colour it has. */
export type Tone =
  | 'text'
  | 'strong'
  | 'muted'
  | 'accent'
  | 'selected'
  | 'match'
  | 'key'
  | 'ok'
  | 'suspect'
  | 'fault'
  | 'unknown'
  | 'recorded';

/** What Ink's Text takes. */
export interface TextStyle {
  readonly color?: string;
  readonly bold?: boolean;
  readonly dimColor?: boolean;
  readonly inverse?: boolean;
}

/**
 * Only the 16 colours of the terminal's own palette, and its own foreground for text: people chose theirs to be
 * legible. Signs and words say the same as the colours do.
 */
const STYLES: Readonly<Record<Tone, TextStyle>> = {
  text: {},
  strong: { bold: true },
  muted: { dimColor: true },
  accent: { color: 'cyan' },
  selected: { inverse: true },
  match: { inverse: true, bold: true },
  key: { color: 'cyan', bold: true },
  ok: { color: 'green' },
  suspect: { color: 'yellow' },
  fault: { color: 'red', bold: true },
  unknown: { color: 'magenta' },
  recorded: { color: 'yellow', bold: true },
};

export function styleOf(tone: Tone): TextStyle {
  return STYLES[tone];
}

const OUTCOME_TONES: Readonly<Record<Outcome, Tone>> = {
  ok: 'ok',
  suspect: 'suspect',
  fault: 'fault',
  inconclusive: 'unknown',
  'not-applicable': 'muted',
  'tool-error': 'unknown',
};

const OUTCOME_SIGNS: Readonly<Record<Outcome, keyof Glyphs>> = {
  ok: 'ok',
  suspect: 'suspect',
  fault: 'fault',
  inconclusive: 'inconclusive',
  'not-applicable': 'notApplicable',
  'tool-error': 'toolError',
};

/** The words of the outcomes, for people: `tool-error` is our own failure and says nothing of the target. */
const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  ok: 'ok',
  suspect: 'suspect',
  fault: 'fault',
  inconclusive: 'inconclusive',
  'not-applicable': 'not applicable',
  'tool-error': 'our own failure',
};

export function outcomeTone(outcome: Outcome): Tone {
  return OUTCOME_TONES[outcome];
}

export function outcomeSign(outcome: Outcome, glyphs: Glyphs): string {
  return String(glyphs[OUTCOME_SIGNS[outcome]]);
}

export function outcomeWord(outcome: Outcome): string {
  return OUTCOME_WORDS[outcome];
}
