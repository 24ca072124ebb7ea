import type { LeafSize } from "./paper";
import type { Span } from "./span";

/** Pixels to a point at the size that is printed on paper; small leaves are enlarged no further than twice that. */
const PRINTED = 96 / 72;
const MOST = 2 * PRINTED;

/** How much wider or narrower than the room a leaf is drawn. */
export const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3, 4];

export type Placed = { top: number; width: number; height: number; scale: number };

/**
 * Where the leaves of a paper lie, one under the other, each as wide as the room. A leaf that was not read yet is
 * taken to be like the first one.
 */
export class Leaves {
  readonly placed: readonly Placed[];
  readonly height: number;
  readonly width: number;

  constructor(
    count: number,
    sizes: ReadonlyMap<number, LeafSize>,
    { room, zoom, gap }: { room: number; zoom: number; gap: number },
  ) {
    const usual = sizes.get(1) ?? { width: 595, height: 842 };
    let top = gap;
    let widest = 0;
    this.placed = Array.from({ length: count }, (_, at) => {
      const size = sizes.get(at + 1) ?? usual;
      const scale = Math.min(Math.max(1, room) / size.width, MOST) * zoom;
      const [width, height] = [Math.round(size.width * scale), Math.round(size.height * scale)];
      const placed = { top, width, height, scale };
      top += height + gap;
      widest = Math.max(widest, width);
      return placed;
    });
    this.height = top;
    this.width = widest;
  }

  /** The leaf that a place is in, counted from 0; of a place between two, the upper one. */
  at(place: number): number {
    let [low, high] = [0, this.placed.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.placed[middle]?.top ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }

  /** The leaves in sight and one more on either side. */
  span(scrolled: number, seen: number): Span {
    const first = Math.max(0, this.at(scrolled) - 1);
    return { first, end: Math.min(this.placed.length, this.at(scrolled + seen) + 2) };
  }

  /** Where `place` of an earlier layout is in this one: as far down the same leaf. */
  moved(before: Leaves, place: number): number {
    const leaf = before.at(place);
    const [then, now] = [before.placed[leaf], this.placed[leaf]];
    if (!then || !now) return place;
    return now.top + ((place - then.top) * now.height) / Math.max(1, then.height);
  }
}
