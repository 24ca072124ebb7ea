import type { EntryView } from "../host/wire/EntryView";

/**
 * All that a drawn row shows. It is worked out for every drawn row in one go, outside of what the page watches, and
 * does not change: a row that shows something else has another face.
 */
export type Face<Words> = {
  /** Its place in the page, see Recycler. */
  readonly number: number;
  readonly index: number;
  readonly entry: EntryView;
  readonly words: Words;
  readonly selected: boolean;
  /** It is chosen, and so is its neighbour: they join. */
  readonly above: boolean;
  readonly below: boolean;
  /** The one row the Tab key stops at. */
  readonly tabstop: boolean;
  /** It was cut, and waits to be put elsewhere. */
  readonly cut: boolean;
  /** Its name stands in a field. */
  readonly renaming: boolean;
  /** Something is dragged over it that may come in. */
  readonly takes: boolean;
  /** There is a link to it. */
  readonly shared: boolean;
};

/**
 * Remembers what each drawn row shows. Of rows that show the same as before the same faces are given, so that the page
 * touches those rows alone that show something else.
 */
export class Faces<One extends { readonly number: number }> {
  #before = new Map<number, One>();

  /** These faces, or those from before that are alike. */
  kept(faces: readonly One[]): One[] {
    const now = new Map<number, One>();
    const kept = faces.map((face) => {
      const before = this.#before.get(face.number);
      const one = before !== undefined && alike(before, face) ? before : face;
      now.set(one.number, one);
      return one;
    });
    this.#before = now;
    return kept;
  }
}

function alike<One extends object>(a: One, b: One): boolean {
  for (const key in a) if (a[key] !== b[key]) return false;
  return true;
}

/** How many words of rows are remembered: several windows full. */
const remembered = 1000;

/** What was worked out for an entry, as long as the entry is the same. */
export class Remembered<Words> {
  readonly #make: (entry: EntryView) => Words;
  readonly #known = new Map<EntryView, Words>();

  constructor(make: (entry: EntryView) => Words) {
    this.#make = make;
  }

  of(entry: EntryView): Words {
    let words = this.#known.get(entry);
    if (words === undefined) {
      words = this.#make(entry);
      // Those that went out of sight first are asked for last.
      if (this.#known.size >= remembered) this.#known.clear();
      this.#known.set(entry, words);
    }
    return words;
  }
}
