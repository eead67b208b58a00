import type { Document, LineCounter, Node, Pair, Scalar, YAMLMap } from 'yaml';
import type { Problem } from './problem.ts';

/** Keys and indexes from the root to a value. */
export type YamlPath = readonly (string | number)[];

/** More than any playbook needs; a file above it is not read. */
export const MAX_YAML_BYTES = 1_000_000;

type Range = readonly [number, number, number];

/** A YAML file as plain values, with the way back from each value to its line and column. */
export class YamlSource {
  readonly file: string;
  /** The document as plain values. */
  readonly value: unknown;
  readonly #text: string;
  readonly #document: Document;
  readonly #lines: LineCounter;

  constructor(file: string, text: string, document: Document, lines: LineCounter) {
    this.file = file;
    this.#text = text;
    this.#document = document;
    this.#lines = lines;
    // An alias bomb throws here; the caller reports it.
    this.value = document.toJS({ maxAliasCount: 50 });
  }

  /** A problem at a value, or at the nearest thing around it that exists. */
  problem(path: YamlPath, message: string, hint = ''): Problem {
    return this.#at(this.#offset(path), message, hint);
  }

  /** A problem at a key of the mapping at `path`. */
  problemAtKey(path: YamlPath, key: string, message: string, hint = ''): Problem {
    const pair = pairOf(this.#node(path), key);
    const offset = startOf(pair?.key as Node | undefined) ?? this.#offset(path);
    return this.#at(offset, message, hint);
  }

  /** A problem inside a string: `offset` counts in the string's value, whatever quotes or folds the file uses. */
  problemInside(path: YamlPath, offset: number, message: string, hint = ''): Problem {
    const node = this.#node(path) as Scalar | undefined;
    const range = node?.range as Range | undefined;
    if (range === undefined || typeof node?.value !== 'string') return this.problem(path, message, hint);
    const raw = this.#text.slice(range[0], range[1]);
    return this.#at(range[0] + sourceOffset(raw, node.type ?? 'PLAIN', node.value, offset), message, hint);
  }

  /** Line (from 1) of a value. */
  line(path: YamlPath): number {
    return this.#lines.linePos(this.#offset(path)).line;
  }

  #at(offset: number, message: string, hint: string): Problem {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.file, line: Math.max(1, line), column: Math.max(1, col), message, hint };
  }

  #node(path: YamlPath): Node | undefined {
    return (path.length === 0 ? this.#document.contents : this.#document.getIn(path, true)) as Node | undefined;
  }

  #offset(path: YamlPath): number {
    for (let length = path.length; length >= 0; length--) {
      const node = this.#node(path.slice(0, length));
      const start = startOf(node);
      if (start !== undefined) return start;
    }
    return 0;
  }
}

/** Reads one YAML document. Syntax errors, duplicate keys, alias bombs and oversized files are problems, never exceptions. */
export async function readYaml(
  text: string,
  file: string,
): Promise<{ source: YamlSource | null; problems: readonly Problem[] }> {
  if (text.length > MAX_YAML_BYTES) return { source: null, problems: [whole(file, 'the file is larger than 1 MB')] };
  const { LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, strict: true, prettyErrors: false });
    const problems = worthTelling([...document.errors, ...document.warnings]).map((error): Problem => {
      const { line, col } = lines.linePos(error.pos[0]);
      return {
        file,
        line: Math.max(1, line),
        column: Math.max(1, col),
        message: error.message,
        hint: hintFor(error.code),
      };
    });
    if (problems.some((problem) => /call stack/.test(problem.message))) throw new RangeError('stack');
    if (problems.length > 0) return { source: null, problems };
    if (document.contents === null) return { source: null, problems: [whole(file, 'the file is empty')] };
    return { source: new YamlSource(file, text, document, lines), problems: [] };
  } catch (error) {
    // Too many aliases, or nesting deep enough to exhaust the stack.
    const reason = error instanceof RangeError ? 'it is nested too deeply' : String((error as Error).message);
    return { source: null, problems: [whole(file, `not readable as YAML: ${reason}`)] };
  }
}

/** Faults that leave the rest of the file readable; after any other, what follows is only its echo. */
const LOCAL_FAULTS = ['DUPLICATE_KEY', 'TAG_RESOLVE_FAILED', 'BAD_SCALAR_START'];

function worthTelling<E extends { readonly code: string }>(errors: readonly E[]): E[] {
  const first = errors.findIndex((error) => !LOCAL_FAULTS.includes(error.code));
  return errors.filter((error, index) => index === first || LOCAL_FAULTS.includes(error.code)).slice(0, 50);
}

/** What YAML's traps for conditions and sentences are called by its parser. */
function hintFor(code: string): string {
  if (code === 'TAG_RESOLVE_FAILED') return 'a text that begins with "!" needs quotes';
  if (code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'MULTILINE_IMPLICIT_KEY') return 'a text with ": " needs quotes';
  if (code === 'UNEXPECTED_TOKEN') return 'inside { }, a text with [ ] { } or a comma needs quotes';
  return '';
}

function whole(file: string, message: string): Problem {
  return { file, line: 1, column: 1, message, hint: '' };
}

function startOf(node: Node | undefined | null): number | undefined {
  return (node?.range as Range | undefined | null)?.[0];
}

function pairOf(node: Node | undefined, key: string): Pair | undefined {
  const items = (node as YAMLMap | undefined)?.items;
  if (!Array.isArray(items)) return undefined;
  return items.find((pair) => String((pair.key as Scalar | null)?.value ?? pair.key) === key);
}

/**
 * Where in a scalar's raw text the character at `offset` of its value stands. White space is skipped on both sides,
 * since folding changes only that; escapes are walked over.
 */
function sourceOffset(raw: string, type: string, value: string, offset: number): number {
  let at = type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED' ? raw.indexOf('\n') + 1 : 0;
  if (type === 'QUOTE_SINGLE' || type === 'QUOTE_DOUBLE') at = 1;
  for (let index = 0; index < value.length && at < raw.length; index++) {
    const blank = /\s/.test(value[index] ?? '');
    if (!blank) at = skipBlank(raw, at, type);
    if (index === offset) return at;
    if (!blank) at += sourceWidth(raw, at, type);
    else if (/[ \t]/.test(raw[at] ?? '')) at += 1;
  }
  return Math.min(at, raw.length);
}

function skipBlank(raw: string, from: number, type: string): number {
  let at = from;
  while (at < raw.length) {
    if (/\s/.test(raw[at] ?? '')) at += 1;
    else if (type === 'QUOTE_DOUBLE' && raw[at] === '\\' && /[\n\r ]/.test(raw[at + 1] ?? '')) at += 2;
    else break;
  }
  return at;
}

function sourceWidth(raw: string, at: number, type: string): number {
  if (type === 'QUOTE_SINGLE' && raw[at] === "'") return 2;
  if (type !== 'QUOTE_DOUBLE' || raw[at] !== '\\') return 1;
  return { x: 4, u: 6, U: 10 }[raw[at + 1] ?? ''] ?? 2;
}
