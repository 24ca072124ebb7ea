export type Column = "name" | "changed" | "size" | "kind";
export type Direction = "ascending" | "descending";

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** True when only capitals, accents or what cannot be seen tell the names apart. */
export function alike(a: string, b: string): boolean {
  return collator.compare(a, b) === 0;
}

/** Natural order: "2 Plans" before "10 Plans", capitals beside small letters; equal names keep a fixed order. */
export function natural(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
