import type { WalkState } from '../session/state.ts';
import { composeNotes, type NotesOptions } from './compose.ts';
import { DETAILS } from './context.ts';
import type { Block, Inline, Item, NotesDocument } from './document.ts';
import { joined } from './joined.ts';
import { guarded, visible } from './prose.ts';
import type { Report } from './report.ts';

/** GitHub refuses a longer comment (characters; counted in bytes here, which is never less). */
export const GITHUB_LIMIT = 65_536;

export interface MarkdownOptions extends NotesOptions {
  /** Bytes of UTF-8 that the notes may have. Default: GITHUB_LIMIT. */
  readonly limit?: number;
}

/**
 * The notes in Markdown, as GitHub and GitLab read it. Less of the long evidence is shown where it would pass the
 * limit, and that is said. Pure: the same evidence gives the same bytes but for times.
 */
export function renderMarkdown(report: Report, state: WalkState, options: MarkdownOptions = {}): string {
  const limit = options.limit ?? GITHUB_LIMIT;
  let last = '';
  for (const [index, detail] of DETAILS.entries()) {
    last = markdownOf(composeNotes(report, state, options, detail));
    if (index > 0) last += '\n_Shortened to fit; all of it: the JSON notes and the session’s journal._\n';
    if (Buffer.byteLength(last) <= limit) return last;
  }
  return cutMarkdown(last, limit);
}

/** A document as Markdown. Every block begins at the margin, so that nothing of it can nest in another. */
export function markdownOf(document: NotesDocument): string {
  return `${document.map(block).join('\n\n')}\n`.replace(/^(# [^\n]*)\n\n(- )/, '$1\n$2');
}

function block(one: Block): string {
  switch (one.kind) {
    case 'heading':
      return `${'#'.repeat(one.level)} ${inline(one.text)}`;
    case 'paragraph':
      return inline(one.text);
    case 'list':
      return one.items.map((item) => listItem(item, one.check === true)).join('\n');
    case 'table':
      return table(one.head, one.rows);
    case 'verbatim':
      return fence(one.lines, one.commands === true ? 'sh' : 'text');
    case 'fold':
      return `<details><summary>${summaryHtml(one.title)}</summary>\n\n${one.blocks.map(block).join('\n\n')}\n\n</details>`;
  }
}

function listItem(item: Item, check: boolean): string {
  const under = (item.under ?? []).filter((one) => one.length > 0).map((one) => `\n  - ${inline(one)}`);
  return `- ${check ? '[ ] ' : ''}${inline(item.text)}${under.join('')}`;
}

function inline(parts: readonly Inline[], inTable = false): string {
  return joined(parts.map((part) => one(part, inTable)));
}

function one(part: Inline, inTable: boolean): string {
  if (part.kind === 'code') return codeSpan(part.text, inTable);
  const words = joined(
    guarded(part.text).map((word) => (word.kind === 'code' ? codeSpan(word.text, inTable) : escaped(word.text))),
  );
  return part.kind === 'strong' ? `**${words}**` : words;
}

/** ASCII punctuation that could mean something; prose() leaves next to none of it. */
function escaped(words: string): string {
  return words.replace(/[\\`*_{}[\]<>#+!|~&$@]/g, (char) => `\\${char}`);
}

/** Verbatim in a line: the delimiter is longer than any run of backticks inside. */
export function codeSpan(text: string, inTable = false): string {
  let shown = visible(text).trim();
  if (shown === '') return '';
  if (inTable) shown = shown.replaceAll(/\\+\|/g, (run) => run.replaceAll('|', '¦')).replaceAll('|', '\\|');
  const delimiter = '`'.repeat(longestRun(shown) + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${delimiter}${pad}${shown}${pad}${delimiter}`;
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}

/** Verbatim lines, between fences longer than any run of backticks inside. */
function fence(lines: readonly string[], language: string): string {
  const marks = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
  return `${marks}${language}\n${lines.map((line) => visible(line, 4000)).join('\n')}\n${marks}`;
}

function table(head: readonly string[], rows: readonly (readonly (readonly Inline[])[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(head.map((cell) => escaped(cell))),
    line(head.map(() => '---')),
    ...rows.map((row) => line(row.map((cell) => inline(cell, true)))),
  ].join('\n');
}

/** A summary is HTML: nothing of Markdown is read in it, and in <code> nothing is linked. */
function summaryHtml(parts: readonly Inline[]): string {
  const html = parts.map((part) => {
    const words = visible(part.text, 300).replace(/[&<>"'`*_[\]\\@:#~|!$]/g, (char) => `&#${char.charCodeAt(0)};`);
    return part.kind === 'code' ? `<code>${words}</code>` : words;
  });
  return joined(html);
}

/** The last resort: whole lines up to the limit, with every fence and fold closed. */
export function cutMarkdown(markdown: string, limit: number): string {
  const statement = '\n\n_Cut here to fit; all of it: the JSON notes and the session’s journal._\n';
  const room = limit - Buffer.byteLength(statement) - 200;
  const kept: string[] = [];
  let size = 0;
  let openFence = '';
  let folds = 0;
  for (const line of markdown.split('\n')) {
    size += Buffer.byteLength(line) + 1;
    if (size > room) break;
    kept.push(line);
    const marks = /^`{3,}/.exec(line)?.[0] ?? '';
    if (openFence === '') openFence = marks;
    else if (marks === openFence && line === marks) openFence = '';
    if (openFence === '') folds += line.startsWith('<details>') ? 1 : line === '</details>' ? -1 : 0;
  }
  const closing = `${openFence === '' ? '' : `\n${openFence}`}${'\n\n</details>'.repeat(Math.max(0, folds))}`;
  return `${kept.join('\n')}${closing}${statement}`;
}
