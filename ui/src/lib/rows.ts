import type { EntryView } from "../host/wire/EntryView";
import type { Table } from "./table";

/** Entries of a table in one order, as they stand on the screen. It does not change; a new order is a new one. */
export class Rows {
  readonly table: Table;
  readonly #order: Uint32Array;
  #positions: Int32Array | null = null;

  constructor(table: Table, order: Uint32Array) {
    this.table = table;
    this.#order = order;
  }

  get length(): number {
    return this.#order.length;
  }

  /** The index in the table of the row at this position; -1 outside of the rows. */
  indexAt(position: number): number {
    return this.#order[position] ?? -1;
  }

  at(position: number): EntryView | undefined {
    return this.table.entries[this.#order[position] ?? -1];
  }

  /** Where the entry with this path stands; -1 when it is not among the rows. */
  positionOf(path: string | null): number {
    return path === null ? -1 : (this.#byIndex()[this.table.indexOf(path)] ?? -1);
  }

  /** The entry at this index of the table is among the rows. */
  has(index: number): boolean {
    return (this.#byIndex()[index] ?? -1) >= 0;
  }

  /** The first row from this position on, and round to it again, whose name begins so; -1 when there is none. */
  beginningWith(folded: string, from: number): number {
    const order = this.#order;
    const marks = this.table.beginningWith(folded);
    for (let step = 0; step < order.length; step += 1) {
      const position = (from + step) % order.length;
      if (marks[order[position] as number] === 1) return position;
    }
    return -1;
  }

  #byIndex(): Int32Array {
    if (this.#positions !== null) return this.#positions;
    const order = this.#order;
    const positions = new Int32Array(this.table.length).fill(-1);
    for (let at = 0; at < order.length; at += 1) positions[order[at] as number] = at;
    this.#positions = positions;
    return positions;
  }

  names(): string[] {
    return Array.from(this.#order, (index) => this.table.entries[index]?.name ?? "");
  }
}
