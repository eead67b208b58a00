const ASCII = 128;

/**
 * Finds which of many literals a text contains, letter case aside, in one pass over it however many there are
 * (Aho-Corasick). Literals are ASCII and not empty; any other character in the text only ends what was begun.
 */
export class LiteralScan {
  /** By character code: which column of the table; 0 for characters that no literal has. */
  readonly #columnOf = new Uint8Array(ASCII);
  readonly #columns: number;
  readonly #next: Uint32Array;
  /** By state: the literals that end here, shorter ones included. */
  readonly #ends: readonly (readonly number[])[];

  constructor(literals: readonly string[]) {
    const folded = literals.map((literal) => literal.toLowerCase());
    this.#columns = this.#nameColumns(folded) + 1;
    const states = 1 + folded.reduce((sum, literal) => sum + literal.length, 0);
    this.#next = new Uint32Array(states * this.#columns);
    this.#ends = this.#build(folded);
  }

  /** Calls `found` with the index of each literal in the text; several times where it is there several times. */
  scan(text: string, found: (literal: number) => void): void {
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const column = code < ASCII ? (this.#columnOf[code] ?? 0) : 0;
      if (column === 0) {
        state = 0;
        continue;
      }
      state = this.#next[state * this.#columns + column] ?? 0;
      const ends = this.#ends[state];
      if (ends !== undefined && ends.length > 0) for (const literal of ends) found(literal);
    }
  }

  #nameColumns(folded: readonly string[]): number {
    let columns = 0;
    for (const char of new Set(folded.join(''))) {
      columns += 1;
      this.#columnOf[char.charCodeAt(0)] = columns;
      this.#columnOf[char.toUpperCase().charCodeAt(0)] = columns;
    }
    return columns;
  }

  #build(folded: readonly string[]): number[][] {
    const ends: number[][] = [[]];
    for (const [literal, text] of folded.entries()) {
      let state = 0;
      for (let at = 0; at < text.length; at++) {
        const cell = state * this.#columns + (this.#columnOf[text.charCodeAt(at)] ?? 0);
        if (this.#next[cell] === 0) this.#next[cell] = ends.push([]) - 1;
        state = this.#next[cell] ?? 0;
      }
      ends[state]?.push(literal);
    }
    this.#link(ends);
    return ends;
  }

  /** Breadth first: where a begun literal fails, on with the longest other one that is begun by then. */
  #link(ends: number[][]): void {
    const fallback = new Uint32Array(ends.length);
    const queue = [0];
    for (let head = 0; head < queue.length; head++) {
      const state = queue[head] ?? 0;
      const back = fallback[state] ?? 0;
      for (let column = 1; column < this.#columns; column++) {
        const cell = state * this.#columns + column;
        const other = state === 0 ? 0 : (this.#next[back * this.#columns + column] ?? 0);
        const child = this.#next[cell] ?? 0;
        if (child === 0) {
          this.#next[cell] = other;
          continue;
        }
        fallback[child] = other;
        ends[child]?.push(...(ends[other] ?? []));
        queue.push(child);
      }
    }
  }
}
