import { createHash } from 'node:crypto';
import type { WalkState } from '../session/state.ts';
import { composeNotes, type NotesOptions } from './compose.ts';
import { DETAILS } from './context.ts';
import type { Block, Inline, Item, NotesDocument } from './document.ts';
import { joined } from './joined.ts';
import { visible } from './prose.ts';
import type { Report } from './report.ts';

/** Long enough for every output that the notes hold. */
const LONGEST_VERBATIM_LINE = 4000;

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.35rem; line-height: 1.3; }
h2 { font-size: 1.15rem; margin-top: 2rem; border-bottom: 1px solid GrayText; }
h3 { font-size: 1rem; }
code, pre { font: 0.875em ui-monospace, monospace; }
code { background: color-mix(in srgb, CanvasText 8%, Canvas); padding: 0 0.2em; border-radius: 3px; unicode-bidi: isolate; }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid GrayText; border-radius: 6px; white-space: pre; }
ul { padding-left: 1.25rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid GrayText; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top; }
td:first-child { white-space: nowrap; }
summary { cursor: pointer; }
@media print { details > * { display: block; } }
`;

/**
 * The notes as one file: readable on a phone, no scripts, nothing loaded from anywhere, and its own policy forbids
 * both. Every text is escaped. Pure.
 */
export function renderHtml(report: Report, state: WalkState, options: NotesOptions = {}): string {
  const detail = DETAILS[0];
  return htmlOf(composeNotes(report, state, options, detail), `walkdown: ${report.target?.name ?? report.session.id}`);
}

export function htmlOf(document: NotesDocument, title: string): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(visible(title, 200))}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${document.map(block).join('\n')}
</main>
</body>
</html>
`;
}

/** Text that stays text, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`=]/g, (char) => `&#${char.charCodeAt(0)};`);
}

function inline(parts: readonly Inline[]): string {
  return joined(
    parts.map((part) => {
      const words = escapeHtml(visible(part.text).trim());
      if (words === '' || part.kind === 'text') return words;
      return part.kind === 'code' ? `<code>${words}</code>` : `<strong>${words}</strong>`;
    }),
  );
}

function block(one: Block): string {
  switch (one.kind) {
    case 'heading':
      return `<h${one.level}>${inline(one.text)}</h${one.level}>`;
    case 'paragraph':
      return `<p>${inline(one.text)}</p>`;
    case 'list':
      return `<ul>\n${one.items.map((item) => listItem(item, one.check === true)).join('\n')}\n</ul>`;
    case 'table':
      return table(one.head, one.rows);
    case 'verbatim':
      return `<pre>${one.lines.map((line) => escapeHtml(visible(line, LONGEST_VERBATIM_LINE))).join('\n')}</pre>`;
    case 'fold':
      return `<details><summary>${inline(one.title)}</summary>\n${one.blocks.map(block).join('\n')}\n</details>`;
  }
}

function listItem(item: Item, check: boolean): string {
  const under = (item.under ?? []).filter((one) => one.length > 0).map((one) => `<li>${inline(one)}</li>`);
  const inner = under.length > 0 ? `<ul>${under.join('')}</ul>` : '';
  return `<li>${check ? '☐ ' : ''}${inline(item.text)}${inner}</li>`;
}

function table(head: readonly string[], rows: readonly (readonly (readonly Inline[])[])[]): string {
  const titles = head.map((cell) => `<th scope="col">${escapeHtml(visible(cell))}</th>`).join('');
  const headRow = head.some((cell) => cell !== '') ? `<thead><tr>${titles}</tr></thead>\n` : '';
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${inline(cell)}</td>`).join('')}</tr>`);
  return `<div class="scroll"><table>\n${headRow}<tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}
