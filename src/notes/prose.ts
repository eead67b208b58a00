import { sanitiseLine } from '../terminal/sanitise.ts';
import type { Inline } from './document.ts';

/** What is longer, in one line of the notes, is cut, and says by how much. */
const LONGEST_LINE = 2000;

/**
 * One line in which nothing is hidden: control, bidirectional and invisible characters are shown as their pictures or
 * numbers, tabs as spaces, and line ends as a sign. What a terminal would obey (backspace, carriage return) is shown.
 */
export function visible(text: string, longest = LONGEST_LINE): string {
  const bounded = text.length > longest * 4 ? text.slice(0, longest * 4) : text;
  const shown = bounded.replaceAll('\r\n', '\n').replace(/[\n\r\b\u2028\u2029]/g, (char) => LINE_SIGNS[char] ?? ' ');
  const line = sanitiseLine(shown, { maxWidth: longest });
  return bounded === text ? line : `${line}…`;
}

const LINE_SIGNS: Readonly<Record<string, string>> = {
  '\n': '␊',
  '\r': '␍',
  '\b': '␈',
  '\u2028': '␊',
  '\u2029': '␊',
};

/** Letters and digits, with the marks of ordinary prose before, between and after them. */
const PLAIN_WORD =
  /^["'“‘(‹]{0,3}[\p{L}\p{N}\p{M}](?:[\p{L}\p{N}\p{M}]|[.,’'%/·-](?=[\p{L}\p{N}\p{M}])){0,60}[%°]?["'”’)›]{0,3}[.,;:!?…]{0,3}$/u;
/** A quoted or bracketed mark, a dash, an arrow, a sign: what stands alone in a sentence. */
const PLAIN_SIGN = /^(?:[–—→←·×…✔✖▲?!=%/]|\d{1,9}%?|)[.,;:]?$/u;
/** www.example, name.example, a.js: linked by one format or another. */
const NAME_WITH_DOT = /\.[\p{L}_]{2,}|www\./iu;
/** DNS-003, GH-12: issue keys. */
const ISSUE_KEY = /\p{L}[\p{L}\p{N}]*-\d/u;
/** 3f2a91c: a commit somewhere. */
const HEXADECIMAL = /^["'(]?[0-9a-f]{7,}["')]?[.,;:]?$/i;
const ORDINAL = /^\d{1,9}[.)]/;
/** A path or two words with a slash; `and/or` is prose. */
const PATH = /\/.*\/|\d\/|\/\d/;

/** Brackets and marks of the sentence around a word that becomes code stay prose. */
const AROUND = /^(\(*)(.*?)([.,;:)]*)$/su;
/** What `--allow` takes is of the same command line. */
const TIER_WORD = /^(?:engine|image|network|process|ptrace|capture|clone)[.,;:]?$/;
const CLOCK = /^\d{1,2}:\d{2}(?::\d{2})?[.,;]?$/;

/**
 * Prose, split into words that every format shows as they are and others, which become code: whatever could be markup,
 * a mention, a link, an issue key, a commit. Nothing is lost, and the words come out in order with their spaces.
 */
export function prose(text: string): Inline[] {
  const out: Inline[] = [];
  const put = (kind: 'text' | 'code', word: string, glued: boolean): void => {
    const last = out.at(-1);
    if (last?.kind === kind) out[out.length - 1] = { kind, text: `${last.text}${glued ? '' : ' '}${word}` };
    else out.push({ kind, text: word });
  };
  for (const [index, word] of visible(text).trim().split(/ +/).entries()) {
    if (word === '') continue;
    const last = out.at(-1);
    if (last?.kind === 'code' && /(?:^| )--allow$/.test(last.text) && TIER_WORD.test(word)) {
      put('code', word.replace(/[.,;:]$/, ''), false);
      if (/[.,;:]$/.test(word)) put('text', word.slice(-1), true);
      continue;
    }
    if (isPlain(word, index === 0)) put('text', word, false);
    else {
      const [, before = '', core = '', after = ''] = AROUND.exec(word) ?? [];
      if (core === '') put('code', word, false);
      else {
        if (before !== '') put('text', before, false);
        put('code', core, false);
        if (after !== '') put('text', after, true);
      }
    }
  }
  return out;
}

function isPlain(word: string, first: boolean): boolean {
  if (CLOCK.test(word)) return true;
  if (PLAIN_SIGN.test(word)) return !first || !/^(?:[=%/.,;:]|\d{1,9}[.)])/.test(word);
  if (!PLAIN_WORD.test(word)) return false;
  if (first && ORDINAL.test(word)) return false;
  return !NAME_WITH_DOT.test(word) && !ISSUE_KEY.test(word) && !HEXADECIMAL.test(word) && !PATH.test(word);
}

/** What no word of ours holds: mentions, links, markup, HTML. */
const SUSPECT_WORD =
  /[@`<>[\]{}|\\*_~$&#^]|:\/\/|www\.|\.[\p{L}_]{2,}|(?<!\S):[\w+-]+:|^(?:[-+=]|\d{1,9}[.)])|\p{L}-\d/u;

/**
 * Words that are ours: as they are. Should one of them not look it after all (a value from a hand-made journal), it
 * becomes code like any other.
 */
export function guarded(words: string): Inline[] {
  return SUSPECT_WORD.test(words) ? prose(words) : [{ kind: 'text', text: visible(words) }];
}

/**
 * Lines of somebody's output, each made visible, the first and last of them when there are more than `most`. The
 * statement of what is left out is a line of its own.
 */
export function outputLines(text: string, most: number, widest = 400): string[] {
  const all = text.slice(0, SCANNED).split('\n');
  while (all.length > 0 && all.at(-1)?.trim() === '') all.pop();
  const cut = text.length > SCANNED;
  const head = Math.ceil(most * 0.6);
  const tail = cut ? 0 : most - head;
  const kept =
    all.length <= most && !cut
      ? all.map((line) => visible(line, widest))
      : [
          ...all.slice(0, head).map((line) => visible(line, widest)),
          cut
            ? `[… the rest of ${text.length} characters is left out]`
            : `[… ${all.length - head - tail} lines left out]`,
          ...(tail > 0 ? all.slice(-tail).map((line) => visible(line, widest)) : []),
        ];
  return kept;
}

/** So much of an output is looked at for the notes. */
const SCANNED = 1_000_000;
