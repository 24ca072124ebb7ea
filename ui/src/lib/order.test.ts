import { expect, test } from "vitest";
import { alike, natural } from "./order";

test("numbers in names are compared as numbers", () => {
  expect(["10 Plans", "2 Plans", "1 Plans"].sort(natural)).toEqual(["1 Plans", "2 Plans", "10 Plans"]);
});

test("names that differ only in case keep one fixed order", () => {
  const once = ["read me", "Read me", "READ ME"].sort(natural);
  expect(["READ ME", "read me", "Read me"].sort(natural)).toEqual(once);
});

test("names are alike when capitals, accents or the unseen tell them apart, and only then", () => {
  expect(alike("Caf\u00E9", "CAFE\u0301")).toBe(true);
  expect(alike("a\u200Bb", "ab")).toBe(true);
  expect(alike("a", "b")).toBe(false);
});
