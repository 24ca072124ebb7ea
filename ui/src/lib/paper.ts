/** Width and height of a leaf, in points (a 72nd of an inch). */
export type LeafSize = { width: number; height: number };

/** Something under way that need not come to its end. */
export type Drawing = { done: Promise<void>; stop: () => void };

/** One leaf of a paper. */
export type Leaf = LeafSize & {
  /** Draws it, `scale` pixels to a point; the canvas gets the size that this needs. */
  draw(canvas: HTMLCanvasElement, scale: number): Drawing;
  /** Puts its letters where they are on the picture; resolves to whether there are any. */
  letters(into: HTMLElement): Promise<boolean>;
  /** What was read to draw it is let go of. */
  close(): void;
};

/** A PDF that is read as far as it is looked at. */
export type Paper = {
  count: number;
  leaf(number: number): Promise<Leaf>;
  /** Resolves as soon as a part of it could not be had. */
  lost: Promise<void>;
  close(): void;
};

/** Why a paper is not drawn: it has a password, it is no whole PDF, or its bytes did not come. */
export type PaperTrouble = "locked" | "damaged" | "lost";

export class PaperError extends Error {
  constructor(
    readonly trouble: PaperTrouble,
    cause?: unknown,
  ) {
    super(trouble, { cause });
  }
}
