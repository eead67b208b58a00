import type { WalkState } from '../session/state.ts';
import { DETAILS, type Detail, type NotesInput } from './context.ts';
import { type Block, heading, type Item, list, type NotesDocument, paragraph, strong, text } from './document.ts';
import type { Report } from './report.ts';
import { causesSection, ruledOutSection } from './sections/causes.ts';
import { commandsSection } from './sections/commands.ts';
import { environmentSection, redactionsSection, targetSection } from './sections/environment.ts';
import { followUpsSection } from './sections/follow-ups.ts';
import { foundSection } from './sections/found.ts';
import { outputsSection } from './sections/outputs.ts';
import { sinceSection, timelineSection } from './sections/timeline.ts';
import { nameOf, STATUS_SIGN, summaryOf } from './summary.ts';

export interface NotesOptions {
  /** What happened after this (RFC 3339) is told first. */
  readonly since?: string | null;
}

/** The notes, in the order of ux.md: the first five lines stand alone. Pure. */
export function composeNotes(
  report: Report,
  state: WalkState,
  options: NotesOptions = {},
  detail: Detail = DETAILS[0] as Detail,
): NotesDocument {
  const input: NotesInput = { report, state, since: options.since ?? null, detail };
  return [
    ...statusLines(input),
    ...sinceSection(input),
    ...targetSection(input),
    ...foundSection(input),
    ...causesSection(input),
    ...ruledOutSection(input),
    ...timelineSection(input),
    ...commandsSection(input),
    ...followUpsSection(input),
    ...environmentSection(input),
    ...redactionsSection(input),
    ...outputsSection(input),
  ];
}

function statusLines(input: NotesInput): Block[] {
  const summary = summaryOf(input);
  const { report } = input;
  const label = report.session.recorded ? [strong('RECORDING')] : [];
  const lines: Item[] = [
    { text: [strong('Cause:'), ...summary.cause] },
    { text: [strong('Tonight:'), ...summary.tonight] },
    { text: [strong('Since:'), ...summary.since] },
    { text: [strong('Where:'), ...summary.where] },
  ];
  const head = heading(1, text(STATUS_SIGN[summary.status]), ...label, nameOf(report), text('–'), ...summary.broken);
  const blocks: Block[] = [head, list(lines)];
  if (report.session.recorded) {
    blocks.push(
      paragraph(text('These notes are of a recorded incident, replayed: nothing was looked at while they were made.')),
    );
  }
  return blocks;
}
