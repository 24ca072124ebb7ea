/**
 * Gives each drawn row a number that is its place in the page. A row keeps its number as long as it is drawn, so the
 * one with the focus stays itself; one that comes into sight takes the number of one that went out, so that scrolling
 * fills rows anew instead of making new ones. Where rows must be made, a few are made at a time.
 */
export class Recycler {
  #numbers = new Map<string, number>();
  #made = 0;

  /**
   * A number for each of these, all different. No more than `most` are new to the page; those with the lowest `rank`
   * come first, and null stands for one that waits for the next time.
   */
  assign(paths: readonly string[], most = Infinity, rank: (at: number) => number = (at) => at) {
    const before = this.#numbers;
    const drawn = new Set(paths);
    const free: number[] = [];
    for (const [path, number] of before) if (!drawn.has(path)) free.push(number);
    const waits = this.#waiting(paths, free.length + most, rank);
    // The order in which they were drawn is kept, so that nothing moves in the page when all is new.
    let next = 0;
    const now = new Map<string, number>();
    const numbers = paths.map((path, at) => {
      if (waits.has(at)) return null;
      const number = before.get(path) ?? free[next++] ?? this.#made++;
      now.set(path, number);
      return number;
    });
    // What was made for a large window and is not needed now is not kept.
    this.#numbers = now;
    return numbers;
  }

  /** Rows are of another make from here on: none of those in the page can be filled anew. */
  renew(): void {
    this.#numbers = new Map();
  }

  /** The places in the list of those that are not drawn and for which there is no room yet. */
  #waiting(paths: readonly string[], room: number, rank: (at: number) => number): Set<number> {
    const fresh = paths.flatMap((path, at) => (this.#numbers.has(path) ? [] : [at]));
    if (fresh.length <= room) return new Set();
    return new Set(fresh.sort((a, b) => rank(a) - rank(b)).slice(room));
  }
}
