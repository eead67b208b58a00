/** What comes before anybody can take it: kept in its order until `flowTo`, handed on at once from then on. */
export class HeldBack<T> {
  #waiting: T[] = [];
  #take: ((one: T) => void) | null = null;

  push(one: T): void {
    if (this.#take) this.#take(one);
    else this.#waiting.push(one);
  }

  /** From now on everything goes there; what waited goes first. */
  flowTo(take: (one: T) => void): void {
    this.#take = take;
    for (const one of this.#waiting.splice(0)) take(one);
  }
}
