/** A shorter literal would let nearly every line through. */
export const MIN_LITERAL = 3;

/** Of which a line must contain at least one, letter case aside, for the pattern to be tried on it; empty: none known. */
export function patternLiterals(pattern: {
  readonly re: string;
  readonly literal?: string | readonly string[];
}): readonly string[] {
  if (pattern.literal !== undefined) return [pattern.literal].flat();
  const literal = requiredLiteral(pattern.re);
  return literal === null ? [] : [literal];
}

/**
 * The longest run of ASCII characters that every match of an RE2 pattern contains, for a prefilter; null when there is
 * none of three characters. Only what stands outside groups and classes counts, and nothing of a pattern with a `|` at
 * its top level. Letter case may differ where the pattern has `(?i)`.
 */
export function requiredLiteral(re: string): string | null {
  let longest = '';
  let run = '';
  for (const { char, quantifier } of pieces(re)) {
    if (char === '|') return null;
    const once = quantifier === '' || quantifier === '+'; // at least
    if (char !== null && once) run += char.text;
    if (char !== null && quantifier === '') continue;
    if (run.length > longest.length) longest = run;
    run = '';
  }
  if (run.length > longest.length) longest = run;
  return longest.length >= MIN_LITERAL ? longest : null;
}

/** One element of a pattern: a character that stands for itself, or null for a group, a class, an assertion. */
interface Piece {
  readonly char: { readonly text: string } | '|' | null;
  /** First character of what follows it: `*`, `+`, `?`, `{`, or nothing. */
  readonly quantifier: string;
}

function* pieces(re: string): Generator<Piece> {
  let at = 0;
  while (at < re.length) {
    const start = at;
    at = afterElement(re, at);
    const [next] = /^[*+?{]/.exec(re.slice(at, at + 1)) ?? [''];
    yield { char: re[start] === '|' ? '|' : plainChar(re, start, at), quantifier: next };
    if (next !== '') at = afterQuantifier(re, at);
  }
}

function afterElement(re: string, at: number): number {
  if (re[at] === '(') return afterGroup(re, at);
  if (re[at] === '[') return afterClass(re, at);
  if (re[at] !== '\\') return at + 1;
  return at + (re[at + 1] === 'x' && re[at + 2] !== '{' ? 4 : 2);
}

function plainChar(re: string, start: number, end: number): { text: string } | null {
  const escaped = re[start] === '\\';
  if (end - start !== (escaped ? 2 : 1)) return null;
  const char = re[end - 1] ?? '';
  return isPlain(char, escaped) ? { text: char } : null;
}

/** Escaped letters and digits are classes, assertions or codes; escaped signs are themselves. */
function isPlain(char: string, escaped: boolean): boolean {
  if (char < ' ' || char > '~') return false;
  return escaped ? !/[A-Za-z0-9]/.test(char) : !/[.^$()[\]*+?{}|]/.test(char);
}

function afterQuantifier(re: string, at: number): number {
  let end = at;
  if (re[end] === '{') end = re.indexOf('}', end);
  end = end < at ? re.length : end + 1;
  return re[end] === '?' ? end + 1 : end;
}

function afterClass(re: string, at: number): number {
  let end = at + 1;
  if (re[end] === '^') end += 1;
  if (re[end] === ']') end += 1;
  while (end < re.length && re[end] !== ']') end += re[end] === '\\' ? 2 : 1;
  return end + 1;
}

function afterGroup(re: string, at: number): number {
  let depth = 0;
  let end = at;
  while (end < re.length) {
    const char = re[end];
    if (char === '[') {
      end = afterClass(re, end);
      continue;
    }
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    end += char === '\\' ? 2 : 1;
    if (depth === 0) break;
  }
  return end;
}
