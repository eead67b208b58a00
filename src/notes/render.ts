import type { WalkState } from '../session/state.ts';
import type { NotesOptions } from './compose.ts';
import type { Report } from './report.ts';

export const NOTES_FORMATS = ['md', 'slack', 'jira', 'html', 'json', 'junit', 'sarif'] as const;
export type NotesFormat = (typeof NOTES_FORMATS)[number];

/** A report in one of the formats of the contract; any other word gives the text for a terminal. Pure. */
export async function renderReport(
  format: string,
  report: Report,
  state: WalkState,
  options: NotesOptions = {},
): Promise<string> {
  switch (format) {
    case 'md':
      return (await import('./markdown.ts')).renderMarkdown(report, state, options);
    case 'slack':
      return (await import('./slack.ts')).renderSlack(report, state, options);
    case 'jira':
      return (await import('./jira.ts')).renderJira(report, state, options);
    case 'html':
      return (await import('./html.ts')).renderHtml(report, state, options);
    case 'junit':
      return (await import('./junit.ts')).renderJunit(report);
    case 'sarif':
      return (await import('./sarif.ts')).renderSarif(report);
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    default:
      return (await import('./text.ts')).renderText(report);
  }
}
