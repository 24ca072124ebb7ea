import type { EntryView } from "../host/wire/EntryView";
import { fold, wordsOfSearch } from "./fold";
import { Haystack } from "./haystack";
import { kindOf, kinds } from "./kind";
import { alike, natural, type Column, type Direction } from "./order";
import { Numbers, sortStably } from "./radix";
import { Rows } from "./rows";
import { twinAmong, type Twin } from "./twins";

/** How far beside a name its twins are looked for. */
const furthestTwin = 32;

/** Indexes of entries in order by name; a page that arrives is merged in without sorting the rest again. */
class ByName {
  #places = new Uint32Array(64);
  count = 0;

  /** New indexes, in order by name already. */
  merge(fresh: readonly number[], compare: (a: number, b: number) => number): void {
    const total = this.count + fresh.length;
    if (total > this.#places.length) {
      const grown = new Uint32Array(Math.max(total, this.#places.length * 2));
      grown.set(this.#places.subarray(0, this.count));
      this.#places = grown;
    }
    // From the end, so that what lies behind a new one moves once, and in one piece.
    let end = this.count;
    for (let at = fresh.length - 1; at >= 0; at -= 1) {
      const index = fresh[at] as number;
      const before = this.before(index, end, compare);
      this.#places.copyWithin(before + at + 1, before, end);
      this.#places[before + at] = index;
      end = before;
    }
    this.count = total;
  }

  /** The index at a place in this order. */
  at(place: number): number | undefined {
    return place >= 0 && place < this.count ? this.#places[place] : undefined;
  }

  /** How many of the first `end` stand before this one. */
  before(index: number, end: number, compare: (a: number, b: number) => number): number {
    let low = 0;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(this.#places[middle] as number, index) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  copy(): Uint32Array {
    return this.#places.slice(0, this.count);
  }
}

/**
 * The entries of one folder as they arrive: each path once, and always in order by name. Every other order is
 * made from that one in a time that grows with the number of entries alone. Nothing here is reactive.
 */
export class Table {
  readonly entries: EntryView[] = [];
  readonly #indexes = new Map<string, number>();
  readonly #folded = new Haystack();
  readonly #columns = { size: new Numbers(), changed: new Numbers(), kind: new Numbers() };
  readonly #folders = new ByName();
  readonly #files = new ByName();
  /** The rows that were asked for last, and for what. */
  #last: { rows: Rows; wanted: string } | null = null;

  get length(): number {
    return this.entries.length;
  }

  /** Takes entries in. A list that changes while it is read can name one twice: the first stays. */
  add(arrived: readonly EntryView[]): void {
    const folders: number[] = [];
    const files: number[] = [];
    for (const entry of arrived) {
      if (this.#indexes.has(entry.path)) continue;
      const index = this.entries.push(entry) - 1;
      this.#indexes.set(entry.path, index);
      this.#folded.push(fold(entry.name));
      this.#columns.size.set(index, entry.kind === "folder" ? entry.items : entry.size);
      this.#columns.changed.set(index, entry.changed);
      this.#columns.kind.set(index, kinds.indexOf(kindOf(entry)));
      (entry.kind === "folder" ? folders : files).push(index);
    }
    const compare = (a: number, b: number) => natural(this.#name(a), this.#name(b));
    this.#folders.merge(folders.sort(compare), compare);
    this.#files.merge(files.sort(compare), compare);
  }

  /** Its index; -1 when it is not here. */
  indexOf(path: string): number {
    return this.#indexes.get(path) ?? -1;
  }

  /** Bytes of the file at this index; 0 for a folder, and where SmartFile does not tell. */
  bytesAt(index: number): number {
    const entry = this.entries[index];
    return entry?.kind === "folder" ? 0 : (entry?.size ?? 0);
  }

  /** 1 at the index of each entry whose name begins with this folded text. */
  beginningWith(folded: string): Uint8Array {
    return this.#folded.beginning(folded);
  }

  /**
   * Folders first whatever the column; unknown values last; ties by name; only names that hold every word. Asked again
   * for the same, with nothing added in between, it gives the same rows at once.
   */
  rows(column: Column = "name", direction: Direction = "ascending", search = ""): Rows {
    const wanted = [this.length, column, direction, search].join("\n");
    if (this.#last?.wanted !== wanted) {
      const words = wordsOfSearch(search);
      const [folders, files] = [this.#folders, this.#files].map((part) =>
        this.#sorted(this.#holding(part.copy(), words), column, direction),
      ) as [Uint32Array, Uint32Array];
      const order = new Uint32Array(folders.length + files.length);
      order.set(folders);
      order.set(files, folders.length);
      this.#last = { rows: new Rows(this, order), wanted };
    }
    return this.#last.rows;
  }

  /** Others here that a computer could take for this one; null when there are none. */
  twin(path: string): Twin | null {
    const index = this.indexOf(path);
    const entry = this.entries[index];
    if (!entry) return null;
    const compare = (a: number, b: number) => natural(this.#name(a), this.#name(b));
    const near = [this.#folders, this.#files].flatMap((part) => {
      const found: number[] = [];
      const place = part.before(index, part.count, compare);
      for (const step of [-1, 1]) {
        for (let at = step < 0 ? place - 1 : place; Math.abs(at - place) < furthestTwin; at += step) {
          const other = part.at(at);
          if (other === undefined || !alike(this.#name(other), entry.name)) break;
          found.push(other);
        }
      }
      return found;
    });
    return twinAmong(
      entry.name,
      near.filter((other) => other !== index).map((other) => this.#name(other)),
    );
  }

  #name(index: number): string {
    return this.entries[index]?.name ?? "";
  }

  #holding(indexes: Uint32Array, words: readonly string[]): Uint32Array {
    if (words.length === 0) return indexes;
    const holds = this.#folded.holding(words);
    let count = 0;
    for (const index of indexes) if (holds[index] === 1) indexes[count++] = index;
    return indexes.slice(0, count);
  }

  #sorted(byName: Uint32Array, column: Column, direction: Direction): Uint32Array {
    if (column === "name") return direction === "ascending" ? byName : byName.reverse();
    return sortStably(byName, this.#columns[column], direction === "descending");
  }
}
