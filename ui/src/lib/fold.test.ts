import { expect, test } from "vitest";
import { fold, wordsOfSearch } from "./fold";

test("capitals, accents and what cannot be seen make no difference to a search", () => {
  expect(fold("ÉLÉVATION Nord")).toBe("elevation nord");
  expect(fold("Cafe\u0301")).toBe(fold("Caf\u00E9"));
  expect(fold("inv\u202Eoice\u200B")).toBe("invoice");
});

test("a search is its words, however many spaces are between them", () => {
  expect(wordsOfSearch("  Plan   77 ")).toEqual(["plan", "77"]);
  expect(wordsOfSearch("   ")).toEqual([]);
});
