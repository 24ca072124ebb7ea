import type { Span } from "./span";

/**
 * Where rows of differing heights lie, one under the other, in pixels. A row that was not measured yet, or is as high
 * as most, has the usual height.
 */
export class Stack {
  readonly count: number;
  readonly height: number;
  readonly #usual: number;
  /** Only when some are measured otherwise: with none there is nothing to add up. */
  readonly #tops: Float64Array | null = null;

  constructor(
    count: number,
    keyOf: (index: number) => string,
    odd: ReadonlyMap<string, number>,
    usual: number,
  ) {
    this.count = count;
    this.#usual = usual;
    if (odd.size > 0) {
      const tops = new Float64Array(count + 1);
      for (let index = 0; index < count; index += 1)
        tops[index + 1] = (tops[index] ?? 0) + (odd.get(keyOf(index)) ?? usual);
      this.#tops = tops;
    }
    this.height = this.top(count);
  }

  top(index: number): number {
    return this.#tops?.[index] ?? index * this.#usual;
  }

  /** The row that a place is in. */
  at(place: number): number {
    let [low, high] = [0, Math.max(0, this.count - 1)];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.top(middle) <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The rows in sight and `spare` more on either side. */
  span(scrolled: number, seen: number, spare: number): Span {
    const first = Math.max(0, this.at(scrolled) - spare);
    return { first, end: Math.min(this.count, this.at(scrolled + seen) + 1 + spare) };
  }
}
