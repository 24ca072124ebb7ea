/**
 * Gives each drawn row a number that is its place in the page. A row keeps its number as long as it is drawn, so the
 * one with the focus stays itself; one that comes into sight takes the number of one that went out, so that scrolling
 * fills rows anew instead of making new ones.
 */
export class Recycler {
  #numbers = new Map<string, number>();
  #made = 0;

  /** A number for each of these, all different. */
  assign(paths: readonly string[]): number[] {
    const before = this.#numbers;
    const drawn = new Set(paths);
    const free: number[] = [];
    for (const [path, number] of before) if (!drawn.has(path)) free.push(number);
    // The order in which they were drawn is kept, so that nothing moves in the page when all is new.
    let next = 0;
    const now = new Map<string, number>();
    for (const path of paths) {
      now.set(path, before.get(path) ?? free[next++] ?? this.#made++);
    }
    this.#numbers = now;
    // What was made for a large window and is not needed now is not kept.
    return paths.map((path) => now.get(path) ?? 0);
  }
}
