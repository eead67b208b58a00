import type { WalkState } from '../session/state.ts';
import { DETAILS, type Detail, latestSteps } from './context.ts';
import { counted } from './counted.ts';
import { type Inline, text } from './document.ts';
import { prose } from './prose.ts';
import type { Report } from './report.ts';
import { slackInline } from './slack.ts';
import { cut, nameOf, STATUS_SIGN, STATUS_WORD, sinceWhen, statusOf, summaryOf } from './summary.ts';

export interface UpdateOptions {
  /** The step that comes next, in words; without it, what helps tonight. */
  readonly next?: string | null;
}

/**
 * Five lines for the incident channel: status, finding, ruled out, next, since when. Safe to paste into Slack, Teams
 * and what reads Markdown. Pure.
 */
export function renderUpdate(report: Report, state: WalkState, options: UpdateOptions = {}): string {
  const input = { report, state, since: null, detail: DETAILS[0] as Detail };
  const summary = summaryOf(input);
  const status = statusOf(report);
  const running = report.session.finishedAt === null;
  const steps = latestSteps(report).length;
  const recorded = report.session.recorded ? ' (RECORDING)' : '';
  const [cause] = report.rootCauses;
  const lines: [string, Inline[]][] = [
    [
      `${STATUS_SIGN[status]} Status`,
      [
        nameOf(report),
        text(
          `– ${STATUS_WORD[status]}${recorded}, ${running ? 'walk under way' : 'walk ended'}, ${counted(steps, 'step')} judged`,
        ),
      ],
    ],
    ['Finding', cause === undefined ? [...summary.broken] : [...summary.broken, text('– cause:'), ...summary.cause]],
    ['Ruled out', ruledOut(report)],
    ['Next', running && options.next ? prose(cut(options.next, 300)) : [...summary.tonight]],
    ['Since', sinceWhen(input)],
  ];
  return lines.map(([label, words]) => `${label}: ${slackInline(words)}`).join('\n');
}

function ruledOut(report: Report): Inline[] {
  const ids = report.ruledOut.map((one) => one.id);
  if (ids.length === 0) return [text('nothing yet')];
  const more = ids.length > 6 ? [text(`and ${ids.length - 6} more`)] : [];
  return [text(`${ids.length}:`), ...prose(ids.slice(0, 6).join(', ')), ...more];
}
