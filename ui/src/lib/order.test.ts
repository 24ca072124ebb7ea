import { expect, test } from "vitest";
import { file, folder } from "../host/worlds";
import { natural, sortEntries } from "./order";

const names = (entries: { name: string }[]) => entries.map((entry) => entry.name);

test("numbers in names are compared as numbers", () => {
  expect(["10 Plans", "2 Plans", "1 Plans"].sort(natural)).toEqual(["1 Plans", "2 Plans", "10 Plans"]);
});

test("names that differ only in case keep one fixed order", () => {
  const once = ["read me", "Read me", "READ ME"].sort(natural);
  expect(["READ ME", "read me", "Read me"].sort(natural)).toEqual(once);
});

const mixed = [
  file("/", "b.txt", 5, 20),
  folder("/", "Zoo", 3, 5),
  file("/", "a.txt", 9, null),
  folder("/", "apes", 7, 50),
  file("/", "c.txt", 1, 10),
];

test("folders stand first whichever column is sorted, and whichever way", () => {
  for (const column of ["name", "changed", "size"] as const) {
    for (const direction of ["ascending", "descending"] as const) {
      const kinds = sortEntries(mixed, column, direction).map((entry) => entry.kind);
      expect(kinds).toEqual(["folder", "folder", "file", "file", "file"]);
    }
  }
});

test("by name, small and capital letters mix", () => {
  expect(names(sortEntries(mixed, "name", "ascending"))).toEqual(["apes", "Zoo", "a.txt", "b.txt", "c.txt"]);
});

test("entries without a date stay last in both directions", () => {
  expect(names(sortEntries(mixed, "changed", "ascending")).at(-1)).toBe("a.txt");
  expect(names(sortEntries(mixed, "changed", "descending")).at(-1)).toBe("a.txt");
});

test("sorting leaves the list it was given alone", () => {
  const before = names(mixed);
  sortEntries(mixed, "size", "descending");
  expect(names(mixed)).toEqual(before);
});
