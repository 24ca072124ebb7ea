/** Heights in rem, so that they grow with a person's text size: a row of two lines, and the head of a day. */
export const rowHeight = 3.25;
export const headHeight = 2;

/** Rows that belong together, under one head. */
export type Group = { key: string; top: number; first: number; end: number };

/** Rows under heads, one below the other: where each lies, and which of them are in sight. All in rem. */
export class Days {
  readonly groups: readonly Group[];
  readonly count: number;
  readonly height: number;

  /** One key for each row, in order; neighbours with the same key are a group. */
  constructor(keys: readonly string[]) {
    const groups: Group[] = [];
    let top = 0;
    keys.forEach((key, index) => {
      const last = groups.at(-1);
      if (last?.key === key) last.end = index + 1;
      else {
        groups.push({ key, top, first: index, end: index + 1 });
        top += headHeight;
      }
      top += rowHeight;
    });
    this.groups = groups;
    this.count = keys.length;
    this.height = top;
  }

  topOf(index: number): number {
    const group = this.#holding((one) => one.first <= index);
    return group ? group.top + headHeight + (index - group.first) * rowHeight : 0;
  }

  /** The row at this height; the nearest one where there is none. */
  at(height: number): number {
    const group = this.#holding((one) => one.top <= height);
    if (!group) return 0;
    const index = group.first + Math.floor((height - group.top - headHeight) / rowHeight);
    return Math.min(group.end - 1, Math.max(group.first, index));
  }

  /** The rows to draw, the last one excluded; so many more above and below those in sight. */
  span(scrolled: number, seen: number, spare: number): { first: number; end: number } {
    if (this.count === 0) return { first: 0, end: 0 };
    const first = Math.max(0, this.at(Math.max(0, scrolled)) - spare);
    return { first, end: Math.min(this.count, this.at(scrolled + seen) + 1 + spare) };
  }

  /** The groups that some of these rows belong to. */
  within(first: number, end: number): Group[] {
    return this.groups.filter((group) => group.end > first && group.first < end);
  }

  /** The last group that begins no later: groups lie in order, so it is found by halving. */
  #holding(begins: (group: Group) => boolean): Group | undefined {
    let low = 0;
    let high = this.groups.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const group = this.groups[middle];
      if (group && begins(group)) low = middle + 1;
      else high = middle;
    }
    return this.groups[low - 1];
  }
}
