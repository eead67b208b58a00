import type { Signature, TextPlace } from '../playbook/signatures.ts';
import type { SignatureSet } from './compile-signatures.ts';
import { plainLogLine, showLogLine } from './log-line.ts';

/** A signature that a text matches. */
export interface SignatureMatch {
  readonly id: string;
  readonly symptom: Signature['symptom'];
  /** What the text points to, in the order to check; empty where no root cause of ours fits. */
  readonly rootCauses: readonly string[];
  /** The last line that its most specific pattern matched, safe to show. */
  readonly line: string;
  /** Of that line, from 1. */
  readonly lineNumber: number;
  /** How many lines matched. */
  readonly count: number;
  /** How specific that pattern is; comparable between signatures, 101 to 1099. */
  readonly score: number;
  readonly signature: Signature;
}

export interface MatchOptions {
  /** Only patterns for texts from these places. Default: all. */
  readonly places?: readonly TextPlace[];
}

/** Most lines that are looked at. */
const MAX_LINES = 200_000;
/** Most characters that patterns are tried on, in all: a hostile text ends here, in seconds; honest logs use a hundredth. */
const MAX_TRIED = 40_000_000;

interface Best {
  pattern: number;
  line: string;
  lineNumber: number;
  count: number;
  lastCounted: number;
}

/** Matches a text line by line and keeps only the best line of each signature, so that its length costs no memory. */
export class SignatureMatcher {
  readonly #set: SignatureSet;
  readonly #places: readonly TextPlace[] | undefined;
  readonly #best = new Map<number, Best>();
  /** By pattern: the last line that it was tried on. */
  readonly #triedOn: Uint32Array;
  #lines = 0;
  #tried = 0;

  constructor(set: SignatureSet, options: MatchOptions = {}) {
    this.#set = set;
    this.#places = options.places;
    this.#triedOn = new Uint32Array(set.patterns.length);
  }

  /** True when no more lines are looked at: too many, or too much work in them. */
  get exhausted(): boolean {
    return this.#lines >= MAX_LINES || this.#tried >= MAX_TRIED;
  }

  /** Takes one line, without its end. */
  take(raw: string): void {
    if (this.exhausted) return;
    this.#lines += 1;
    const line = plainLogLine(raw);
    this.#set.scan.scan(line, (literal) => {
      for (const pattern of this.#set.patternsOf[literal] ?? []) this.#try(pattern, line, raw);
    });
  }

  /** Best first: the most specific, then the most frequent, then the latest, then by id. */
  matches(): SignatureMatch[] {
    const matches = [...this.#best].map(([index, best]) => this.#toMatch(index, best));
    return matches.sort(
      (a, b) =>
        b.score - a.score ||
        b.count - a.count ||
        b.lineNumber - a.lineNumber ||
        (a.id < b.id ? -1 : Number(a.id > b.id)),
    );
  }

  #try(index: number, line: string, raw: string): void {
    const pattern = this.#set.patterns[index];
    if (pattern === undefined || this.#triedOn[index] === this.#lines) return;
    this.#triedOn[index] = this.#lines;
    if (this.#places !== undefined && !this.#places.includes(pattern.place)) return;
    this.#tried += line.length;
    if (!pattern.test(line)) return;
    const best = this.#best.get(pattern.signature);
    if (best === undefined) {
      this.#best.set(pattern.signature, {
        pattern: index,
        line: raw,
        lineNumber: this.#lines,
        count: 1,
        lastCounted: this.#lines,
      });
      return;
    }
    if (best.lastCounted !== this.#lines) best.count += 1;
    best.lastCounted = this.#lines;
    const before = this.#set.patterns[best.pattern]?.specificity ?? 0;
    if (pattern.specificity < before) return;
    Object.assign(best, { pattern: index, line: raw, lineNumber: this.#lines });
  }

  #toMatch(index: number, best: Best): SignatureMatch {
    const signature = this.#set.signatures[index] as Signature;
    const pattern = this.#set.patterns[best.pattern];
    return {
      id: signature.id,
      symptom: signature.symptom,
      rootCauses: pattern?.rootCauses ?? signature.rootCauses,
      line: showLogLine(best.line),
      lineNumber: best.lineNumber,
      count: best.count,
      score: pattern?.specificity ?? 0,
      signature,
    };
  }
}

/** The signatures that a text matches, best first. Looks at no more than 200 000 lines, at 4 KB of each. */
export function matchSignatures(
  text: string | readonly string[],
  set: SignatureSet,
  options: MatchOptions = {},
): SignatureMatch[] {
  const matcher = new SignatureMatcher(set, options);
  if (typeof text === 'string') {
    for (let start = 0; start < text.length && !matcher.exhausted; ) {
      const found = text.indexOf('\n', start);
      const end = found < 0 ? text.length : found;
      matcher.take(text.slice(start, end));
      start = end + 1;
    }
  } else {
    for (const line of text) {
      if (matcher.exhausted) break;
      matcher.take(line);
    }
  }
  return matcher.matches();
}
