import { expect, test, vi } from "vitest";
import { dice, seed } from "../../tests/random";
import { fold } from "./fold";
import { Haystack } from "./haystack";

function marked(marks: Uint8Array): number[] {
  return [...marks].flatMap((mark, index) => (mark === 1 ? [index] : []));
}

test(`a search finds what looking into each name finds (seed ${seed})`, () => {
  const { below: die } = dice(seed);
  const letters = ["a", "b", " ", "é", "😀", "1"];
  const word = (most: number) =>
    Array.from({ length: die(most + 1) }, () => letters[die(letters.length)]).join("");
  for (const count of [0, 1, 511, 512, 513, 1500]) {
    const names = Array.from({ length: count }, () => fold(word(8)));
    const hay = new Haystack();
    for (const name of names) hay.push(name);
    expect(hay.length).toBe(count);
    expect(names.map((_, index) => hay.at(index))).toEqual(names);
    for (let round = 0; round < 20; round += 1) {
      const words = Array.from({ length: die(4) }, () => fold(word(2)));
      const wanted = names.flatMap((name, at) => (words.every((one) => name.includes(one)) ? [at] : []));
      expect(marked(hay.holding(words)), words.join("|")).toEqual(wanted);
      const begin = fold(word(3));
      const begun = names.flatMap((name, at) => (name.startsWith(begin) ? [at] : []));
      expect(marked(hay.beginning(begin)), begin).toEqual(begun);
    }
  }
});

test("a text does not reach from one name into the next", () => {
  const hay = new Haystack();
  for (const name of ["ab", "cd", ""]) hay.push(name);
  expect(marked(hay.holding(["bc"]))).toEqual([]);
  expect(marked(hay.beginning(""))).toEqual([0, 1, 2]);
});

test("names that arrive after a search are found by the next one", () => {
  const hay = new Haystack();
  hay.push("plan 1");
  expect(marked(hay.holding(["plan"]))).toEqual([0]);
  hay.push("plan 2");
  expect(marked(hay.holding(["plan"]))).toEqual([0, 1]);
});

test("a word that no name holds costs one search for each five hundred names", () => {
  const hay = new Haystack();
  for (let at = 0; at < 10_240; at += 1) hay.push(`scan ${at}`);
  const searched = vi.spyOn(String.prototype, "indexOf");
  hay.holding(["plan"]);
  expect(searched.mock.calls.filter(([text]) => text === "plan")).toHaveLength(20);
  searched.mockRestore();
});
