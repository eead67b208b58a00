import type { WalkState } from '../session/state.ts';
import { composeNotes, type NotesOptions } from './compose.ts';
import { DETAILS } from './context.ts';
import type { Block, Inline, NotesDocument } from './document.ts';
import { joined } from './joined.ts';
import { visible } from './prose.ts';
import type { Report } from './report.ts';

/** A Jira field takes so many characters by default. */
export const JIRA_LIMIT = 32_767;

/** The notes in Jira's wiki markup, within its limit; less of the long evidence is shown where it must be. Pure. */
export function renderJira(report: Report, state: WalkState, options: NotesOptions = {}): string {
  let last = '';
  for (const [index, detail] of DETAILS.entries()) {
    last = jiraOf(composeNotes(report, state, options, detail));
    if (index > 0) last += '\nShortened to fit; all of it: the JSON notes.\n';
    if (last.length <= JIRA_LIMIT) return last;
  }
  return cutJira(last);
}

export function jiraOf(document: NotesDocument): string {
  return `${document.map(block).join('\n\n')}\n`;
}

const STATEMENT = '\n\nCut here to fit; all of it: the JSON notes.\n';

function cutJira(jira: string): string {
  const kept: string[] = [];
  let size = 0;
  let open = false;
  for (const line of jira.split('\n')) {
    size += line.length + 1;
    if (size > JIRA_LIMIT - STATEMENT.length - 20) break;
    kept.push(line);
    if (line === NOFORMAT) open = !open;
  }
  return `${kept.join('\n')}${open ? `\n${NOFORMAT}` : ''}${STATEMENT}`;
}

const NOFORMAT = '{noformat}';

/**
 * Everything but letters, digits, spaces and a few marks that no rule of the markup begins with becomes a numeric
 * entity, which Jira shows as the character and reads as nothing else.
 */
export function jiraSafe(text: string): string {
  return visible(text)
    .trim()
    .replace(/[!-+\-:-@[-`{-~]/g, (char) => `&#${char.charCodeAt(0)};`);
}

function inline(parts: readonly Inline[]): string {
  return joined(
    parts.map((part) => {
      const words = jiraSafe(part.text);
      if (words === '') return '';
      if (part.kind === 'code') return `{{${firstAsEntity(words)}}}`;
      return part.kind === 'strong' ? `*${words}*` : softened(part.text);
    }),
  );
}

/** A word right behind a brace could be a macro's name: `{noformat`. */
function firstAsEntity(words: string): string {
  return words.replace(/^\p{L}/u, (letter) => `&#${letter.codePointAt(0)};`);
}

/** Brackets, colons and the like of our own sentences may stay readable: prose() left nothing in them. */
function softened(text: string): string {
  return jiraSafe(text).replaceAll('&#58;', ':').replaceAll('&#59;', ';').replaceAll('&#39;', "'");
}

function block(one: Block): string {
  switch (one.kind) {
    case 'heading':
      return `h${one.level}. ${inline(one.text)}`;
    case 'paragraph':
      return inline(one.text);
    case 'list': {
      const lines = one.items.flatMap((item) => [
        `* ${one.check === true ? '☐ ' : ''}${inline(item.text)}`,
        ...(item.under ?? []).filter((under) => under.length > 0).map((under) => `** ${inline(under)}`),
      ]);
      return lines.join('\n');
    }
    case 'table': {
      const head = one.head.some((cell) => cell !== '')
        ? [`||${one.head.map((cell) => jiraSafe(cell)).join('||')}||`]
        : [];
      const rows = one.rows.map((row) => `|${row.map((cell) => ` ${inline(cell)} `).join('|')}|`);
      return [...head, ...rows].join('\n');
    }
    case 'verbatim':
      return [NOFORMAT, ...one.lines.map(verbatim), NOFORMAT].join('\n');
    case 'fold':
      return [`*${joined(one.title.map((part) => jiraSafe(part.text)))}*`, ...one.blocks.map(block)].join('\n\n');
  }
}

/** Only its own closing tag ends a block: a space in it takes its meaning away. */
function verbatim(line: string): string {
  return visible(line, 4000).replace(/\{(?=\s{0,10}(?:noformat|code))/gi, '{ ');
}
