import type { EntryView } from "../host/wire/EntryView";

export type Column = "name" | "changed" | "size";
export type Direction = "ascending" | "descending";

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Natural order: "2 Plans" before "10 Plans", capitals beside small letters; equal names keep a fixed order. */
export function natural(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

function value(entry: EntryView, column: Column): number | null {
  if (column === "changed") return entry.changed;
  return entry.kind === "folder" ? entry.items : entry.size;
}

/** Folders first whatever the column; unknown values last; ties by name. */
export function sortEntries(
  entries: readonly EntryView[],
  column: Column,
  direction: Direction,
): EntryView[] {
  const sign = direction === "ascending" ? 1 : -1;
  return [...entries].sort((a, b) => {
    const folders = Number(b.kind === "folder") - Number(a.kind === "folder");
    if (folders !== 0) return folders;
    if (column === "name") return sign * natural(a.name, b.name);
    const left = value(a, column);
    const right = value(b, column);
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1;
    } else if (left !== right) return sign * (left - right);
    return natural(a.name, b.name);
  });
}
