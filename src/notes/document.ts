/**
 * The notes as a document without markup. Every text in it may come from outside (names, log lines, tool output,
 * certificates): only a renderer turns it into a format, and each quotes it so that it stays text.
 */
export type Inline =
  /** Prose. Words in it that a format could take for markup, a link or a mention are shown as code. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  /** Verbatim, in one line: names, commands, codes. */
  | { readonly kind: 'code'; readonly text: string };

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly text: readonly Inline[] }
  | { readonly kind: 'list'; readonly items: readonly Item[]; readonly check?: boolean }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    }
  /** Verbatim lines. `commands`: meant to be copied into a shell; formats leave them as exact as is safe. */
  | { readonly kind: 'verbatim'; readonly lines: readonly string[]; readonly commands?: boolean }
  /** What can be folded away where the format has it. */
  | { readonly kind: 'fold'; readonly title: readonly Inline[]; readonly blocks: readonly Block[] };

export interface Item {
  readonly text: readonly Inline[];
  /** One level deeper. */
  readonly under?: readonly (readonly Inline[])[];
}

export type NotesDocument = readonly Block[];

export function text(words: string): Inline {
  return { kind: 'text', text: words };
}

export function strong(words: string): Inline {
  return { kind: 'strong', text: words };
}

export function code(words: string): Inline {
  return { kind: 'code', text: words };
}

export function heading(level: 1 | 2 | 3, ...inline: Inline[]): Block {
  return { kind: 'heading', level, text: inline };
}

export function paragraph(...inline: Inline[]): Block {
  return { kind: 'paragraph', text: inline };
}

export function list(items: readonly (Item | readonly Inline[])[]): Block {
  return { kind: 'list', items: items.map((item) => ('text' in item ? item : { text: item })) };
}

export function checklist(items: readonly (readonly Inline[])[]): Block {
  return { kind: 'list', check: true, items: items.map((item) => ({ text: item })) };
}
