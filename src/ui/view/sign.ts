import type { Look } from '../look.ts';
import type { Standing } from '../model/progress.ts';
import { type Span, span } from '../rows.ts';
import { outcomeSign, outcomeTone } from '../theme.ts';

/** How long a frame of the spinner stands, milliseconds. */
const SPIN_MS = 125;

/** The sign of where a step stands: one cell. */
export function standingSign(standing: Standing, look: Look, now: number): Span {
  switch (standing) {
    case 'pending':
      return span(look.glyphs.pending, 'muted');
    case 'running':
      return spinner(look, now);
    case 'skipped':
      return span(look.glyphs.notApplicable, 'muted');
    default:
      return span(outcomeSign(standing, look.glyphs), outcomeTone(standing));
  }
}

/** Something is under way; where nothing may tick it stands still. */
export function spinner(look: Look, now: number): Span {
  const { spinner: frames } = look.glyphs;
  const frame = look.linear ? 0 : Math.floor(now / SPIN_MS) % frames.length;
  return span(look.linear ? look.glyphs.cursor : (frames[frame] ?? ''), 'accent');
}
