import type { WalkState } from '../session/state.ts';
import { composeNotes, type NotesOptions } from './compose.ts';
import { DETAILS } from './context.ts';
import type { Block, Inline, Item } from './document.ts';
import { joined } from './joined.ts';
import { guarded, visible } from './prose.ts';
import type { Report } from './report.ts';

/** Slack splits longer messages by itself, wherever that falls (UTF-16 units). */
export const SLACK_MESSAGE_LIMIT = 4000;
/** Between messages; one message each is to be pasted. */
export const SLACK_SEPARATOR = '\n\n────────── next message ──────────\n\n';
/** More messages than that nobody pastes. */
const MOST_MESSAGES = 12;

/**
 * The notes as messages of at most 4,000 characters: the first is a summary that stands alone, the rest belongs in its
 * thread. A code block that goes over a border is closed before it and opened again after it.
 */
export function slackMessages(report: Report, state: WalkState, options: NotesOptions = {}): string[] {
  let messages: string[] = [];
  for (const detail of DETAILS.slice(1)) {
    const [head, lines, ...rest] = composeNotes(report, state, options, detail);
    const summary = [head, lines].flatMap((one) => (one === undefined ? [] : blockLines(one)));
    messages = [...split(summary), ...split(rest.flatMap((one) => [...blockLines(one), '']))];
    if (messages.length <= MOST_MESSAGES) return messages;
  }
  const kept = messages.slice(0, MOST_MESSAGES - 1);
  return [
    ...kept,
    `${messages.length - kept.length} more messages are left out; all of it: the Markdown or JSON notes.`,
  ];
}

/** The same as one text, with a line between messages. */
export function renderSlack(report: Report, state: WalkState, options: NotesOptions = {}): string {
  return `${slackMessages(report, state, options).join(SLACK_SEPARATOR)}\n`;
}

const FENCE = '```';

/** Lines into messages, at the borders of lines; a line that is too long is cut. */
function split(lines: readonly string[]): string[] {
  const messages: string[] = [];
  let current: string[] = [];
  let size = 0;
  let inFence = false;
  const room = SLACK_MESSAGE_LIMIT - 2 * (FENCE.length + 1);
  const flush = (): void => {
    while (current.length > 0 && current.at(-1) === '') current.pop();
    // A fence that was only just opened holds nothing.
    if (current.length > 0 && !(inFence && current.length === 1)) {
      messages.push((inFence ? [...current, FENCE] : current).join('\n'));
    }
    current = inFence ? [FENCE] : [];
    size = inFence ? FENCE.length + 1 : 0;
  };
  for (const line of lines) {
    const whole = line.length > room - 8 ? `${withoutHalf(line.slice(0, room - 16))} …` : line;
    if (size + whole.length + 1 > room) flush();
    if (whole === '' && current.length === 0) continue;
    current.push(whole);
    size += whole.length + 1;
    if (whole === FENCE) inFence = !inFence;
  }
  flush();
  return messages;
}

/** Not the first half of a surrogate pair, nor of a code span. */
function withoutHalf(line: string): string {
  const whole = line.replace(/[\uD800-\uDBFF]$/, '');
  return (whole.match(/`/g)?.length ?? 0) % 2 === 1 ? `${whole}\`` : whole;
}

/**
 * Slack's markup: `<…>` makes links and mentions, backticks end code. Both are shown by look-alikes, so that the text
 * is safe in a post by API and reads well when pasted.
 */
export function slackSafe(text: string): string {
  return visible(text).replaceAll('<', '‹').replaceAll('>', '›').replaceAll('`', 'ˋ');
}

export function slackInline(parts: readonly Inline[]): string {
  return joined(parts.map(inlinePart));
}

function inlinePart(part: Inline): string {
  if (part.kind === 'code') {
    const shown = slackSafe(part.text).trim();
    return shown === '' ? '' : `\`${shown}\``;
  }
  const words = joined(guarded(part.text).map((one) => (one.kind === 'code' ? inlinePart(one) : slackSafe(one.text))));
  return part.kind === 'strong' && words !== '' && !words.includes('`') ? `*${words}*` : words;
}

function blockLines(one: Block): string[] {
  switch (one.kind) {
    case 'heading':
      return [one.level === 1 ? slackInline(one.text) : slackInline(one.text.map(asStrong))];
    case 'paragraph':
      return [slackInline(one.text)];
    case 'list':
      return one.items.flatMap((item) => listLines(item, one.check === true));
    case 'table':
      return one.rows.map((row) => `• ${row.map((cell) => slackInline(cell)).join(' · ')}`);
    case 'verbatim':
      return [FENCE, ...one.lines.map((line) => verbatimLine(line, one.commands === true)), FENCE];
    case 'fold':
      return [slackInline(one.title.map(asStrong)), ...one.blocks.flatMap(blockLines)];
  }
}

function asStrong(part: Inline): Inline {
  return part.kind === 'text' ? { kind: 'strong', text: part.text } : part;
}

function listLines(item: Item, check: boolean): string[] {
  const under = (item.under ?? []).filter((one) => one.length > 0).map((one) => `    ◦ ${slackInline(one)}`);
  return [`${check ? '☐' : '•'} ${slackInline(item.text)}`, ...under];
}

/** In a command, `</dev/null` stays what it is, so that it can be copied. */
function verbatimLine(line: string, command: boolean): string {
  const safe = slackSafe(line);
  return command ? safe.replaceAll('‹/dev/null', '</dev/null') : safe;
}
