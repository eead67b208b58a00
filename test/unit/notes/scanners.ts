/**
 * Readers of each format as strict as is needed to see something in it that was not meant: each returns what is wrong,
 * and nothing when the text is as it should be. They know the formats' rules, not our renderers.
 */

const HIDDEN =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/u;

export function hidden(text: string): string[] {
  const found = HIDDEN.exec(text);
  return found === null ? [] : [`a character that cannot be seen: U+${found[0].codePointAt(0)?.toString(16)}`];
}

/** CommonMark and GFM: fences, code spans, HTML, links, mentions, lists, headings, tables. */
export function markdownProblems(text: string): string[] {
  const problems = hidden(text);
  const { prose, open } = outsideFences(text, problems);
  if (open) problems.push('a fence is open at the end');
  let folds = 0;
  for (const line of prose) {
    const fold = /^<details><summary>(.*)<\/summary>$/.exec(line);
    if (fold?.[1] !== undefined) {
      folds += 1;
      const inner = fold[1].replace(/<\/?code>/g, '').replace(/&#\d+;/g, '');
      if (/[<>&@`*_[\]]|:\/\//.test(inner)) problems.push(`markup in a summary: ${line}`);
    } else if (line === '</details>') folds -= 1;
    else problems.push(...markdownLine(line));
    if (folds < 0) problems.push('a fold closes that was not open');
  }
  if (folds !== 0) problems.push('a fold is open at the end');
  return problems;
}

function outsideFences(text: string, problems: string[]): { prose: string[]; open: boolean } {
  const prose: string[] = [];
  let fence = '';
  for (const line of text.split('\n')) {
    const [, marks = '', info = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (fence !== '') {
      if (marks[0] === fence[0] && marks.length >= fence.length && info.trim() === '') fence = '';
    } else if (marks !== '' && !info.includes('`')) {
      fence = marks;
      if (!['sh', 'text'].includes(info)) problems.push(`a fence that is not ours: ${line}`);
    } else prose.push(line);
  }
  return { prose, open: fence !== '' };
}

function markdownLine(line: string): string[] {
  const problems: string[] = [];
  if (!/^(?:$|#{1,3} |- |- \[ \] |\| |[ ]{2}- |\*\*|_|[\p{Lu}\d`\\✔✖▲?])/u.test(line))
    problems.push(`a line that begins like nothing of ours: ${line}`);
  const body = withoutCodeSpans(line.replace(/^(?:#{1,3} | {0,2}- (?:\[ \] )?)/, ''), 'C');
  const bare = body.replace(/\\[!-/:-@[-`{-~]/g, '');
  if (/^\s*(?:#|>|\+ |- |\* |\d{1,9}[.)] )/.test(bare) && !line.startsWith('|'))
    problems.push(`a block begins inside of a line: ${line}`);
  if (/[<>[\]@]/.test(bare)) problems.push(`HTML, a link or a mention: ${line}`);
  if (/:\/\/|www\.|\b[\w.+-]+@[\w-]+\.|(?<![\w&])#\d|\bGH-\d/i.test(bare))
    problems.push(`something that links by itself: ${line}`);
  if (/`/.test(bare)) problems.push(`a backtick without its other: ${line}`);
  if (/&(?:#|[a-z])/i.test(bare)) problems.push(`an entity: ${line}`);
  if (/(?<![\w])_\S|\*(?!\*)(?<!\*\*)\S/.test(bare.replace(/\*\*/g, '')) && !/^_[^_]*_$/.test(bare))
    problems.push(`emphasis: ${line}`);
  if (/(?<!\S):[a-z0-9_+-]+:(?!\S)/i.test(bare)) problems.push(`an emoji by name: ${line}`);
  if (line.startsWith('|') && cells(line) !== 2 && cells(line) !== 3)
    problems.push(`a table row of ${cells(line)} cells: ${line}`);
  return problems;
}

/** By CommonMark: a run of backticks closes with the next run of the same length. */
export function withoutCodeSpans(line: string, instead = ''): string {
  let out = '';
  let at = 0;
  while (at < line.length) {
    if (line[at] === '\\' && /[!-/:-@[-`{-~]/.test(line[at + 1] ?? '')) {
      out += line.slice(at, at + 2);
      at += 2;
      continue;
    }
    if (line[at] !== '`') {
      out += line[at];
      at += 1;
      continue;
    }
    const run = /^`+/.exec(line.slice(at))?.[0] ?? '`';
    let close = at + run.length;
    while (close < line.length) {
      const next = line.indexOf('`', close);
      if (next < 0) {
        close = -1;
        break;
      }
      const other = /^`+/.exec(line.slice(next))?.[0] ?? '';
      if (other.length === run.length) {
        close = next + other.length;
        break;
      }
      close = next + other.length;
    }
    if (close < 0 || close > line.length) {
      out += run;
      at += run.length;
    } else {
      out += instead;
      at = close;
    }
  }
  return out;
}

/** GFM splits a row at pipes that no backslash stands before, code spans or not. */
function cells(row: string): number {
  const inner = row.trim().replace(/^\|/, '').replace(/\|$/, '');
  return inner
    .replace(/\\\\\|/g, '\\\\\u0000')
    .replace(/\\\|/g, '')
    .split(/[|\u0000]/).length;
}

const TAGS =
  /^<(?:!doctype html|html lang="en"|\/?(?:html|head|body|main|title|style|h[123]|p|ul|li|code|strong|pre|table|thead|tbody|tr|td|th|details|summary|div)|meta charset="utf-8"|meta name="viewport" content="[^"<>]*"|meta name="referrer" content="no-referrer"|meta http-equiv="Content-Security-Policy" content="[^"<>]*"|th scope="col"|div class="scroll")>$/;
const VOID = /^<(?:!doctype|meta)/;

/** HTML: only tags of ours, each closed; no attribute that is not ours; text without what could begin a tag or an entity. */
export function htmlProblems(text: string): string[] {
  const problems = hidden(text);
  const open: string[] = [];
  for (const [tag] of text.matchAll(/<[^>]*>?/g)) {
    if (!TAGS.test(tag)) problems.push(`a tag that is not ours: ${tag.slice(0, 80)}`);
    if (VOID.test(tag)) continue;
    const name = /^<\/?([a-z0-9]+)/.exec(tag)?.[1] ?? '';
    if (!tag.startsWith('</')) open.push(name);
    else if (open.pop() !== name) problems.push(`${tag} closes what was not open`);
  }
  if (open.length > 0) problems.push(`never closed: ${open.join(', ')}`);
  const body = text.slice(text.indexOf('</style>'));
  if (/&(?!#\d{1,7};)/.test(body)) problems.push('an ampersand that begins no entity of ours');
  if (/(?:javascript:|on\w+=|<script|url\()/i.test(body.replace(/&#\d+;/g, ''))) {
    if (/<[^>]*(?:javascript:|on\w+=)/i.test(body)) problems.push('a handler in a tag');
  }
  return problems;
}

/** Jira's wiki markup: outside of {noformat} nothing but headings, bullets, tables, bold and monospace of ours. */
export function jiraProblems(text: string): string[] {
  const problems = hidden(text);
  if (text.length > 32_767) problems.push(`${text.length} characters`);
  let inside = false;
  for (const line of text.split('\n')) {
    if (line === '{noformat}') {
      inside = !inside;
      continue;
    }
    if (/\{(?:noformat|code)/i.test(line)) problems.push(`a block's tag in a line: ${line}`);
    if (inside) continue;
    const rest = line.replace(/^(?:h[123]\. |\*{1,2} (?:☐ )?)/, '').replaceAll('&#', '');
    const marks = rest
      .replaceAll('{{', '')
      .replaceAll('}}', '')
      .replace(/\*[^*]*\*/g, '');
    if (/[{}[\]!@~^+_\\#]|:\/\/|--/.test(marks)) problems.push(`markup: ${line}`);
    if (/\|/.test(marks) && !/^\|/.test(line)) problems.push(`a table inside of a line: ${line}`);
    if ((rest.match(/\{\{/g)?.length ?? 0) !== (rest.match(/\}\}/g)?.length ?? 0))
      problems.push(`monospace is not closed: ${line}`);
  }
  if (inside) problems.push('{noformat} is open at the end');
  return problems;
}

/** Slack: at most 4,000 characters a message, no control sequence, every fence and every code span closed. */
export function slackProblems(messages: readonly string[]): string[] {
  const problems: string[] = [];
  for (const message of messages) {
    problems.push(...hidden(message));
    if (message.length > 4000) problems.push(`a message of ${message.length} characters`);
    const control = message.search(/<(?!\/dev\/null)/);
    if (control >= 0) problems.push(`a control sequence: ${message.slice(control, control + 60)}`);
    const fences = message.split('\n').filter((line) => line === '```').length;
    if (fences % 2 === 1) problems.push('a fence is open at the end of a message');
    for (const [index, part] of message.split(/^```$/m).entries()) {
      for (const line of part.split('\n')) problems.push(...(index % 2 === 0 ? slackLine(line) : slackVerbatim(line)));
    }
  }
  return problems;
}

function slackVerbatim(line: string): string[] {
  return line.includes('`') ? [`code that ends early: ${line}`] : [];
}

function slackLine(line: string): string[] {
  const problems: string[] = [];
  if ((line.match(/`/g)?.length ?? 0) % 2 === 1) problems.push(`code that is not closed: ${line}`);
  const bare = line.replace(/`[^`]*`/g, 'C');
  const markup = /[@~]|:\/\/|\b[\w-]+\.[a-z]{2,}\b|(?<!\S)_\S|(?<!\S):[a-z0-9_+-]+:(?!\S)/i;
  if (markup.test(bare)) problems.push(`markup, a mention or a link: ${line}`);
  return problems;
}

/** XML 1.0: well-formed, with characters that XML has a place for. */
export function xmlProblems(text: string): string[] {
  const problems: string[] = [];
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text))
    problems.push('a character that XML does not have');
  const open: string[] = [];
  const body = text.replace(/^<\?xml [^?]*\?>\n/, '');
  for (const [tag] of body.matchAll(/<[^>]*>?/g)) {
    const found = /^<(\/?)([a-z-]+)((?: [a-z]+="[^"<&]*(?:&#\d+;[^"<&]*)*")*)(\/?)>$/.exec(tag);
    if (found === null) problems.push(`no tag: ${tag.slice(0, 100)}`);
    else if (found[1] === '/') {
      if (open.pop() !== found[2]) problems.push(`${tag} closes what was not open`);
    } else if (found[4] !== '/') open.push(found[2] ?? '');
  }
  if (open.length > 0) problems.push(`never closed: ${open.join(', ')}`);
  if (/&(?!#\d{1,7};)/.test(body)) problems.push('an ampersand that begins no entity');
  return problems;
}
