import { expect, test } from "vitest";
import { dice, seed } from "../../tests/random";
import { sortStably } from "./radix";

test("the order is that of a stable sort by comparing, for numbers small, large, equal and below zero", () => {
  const { below, pick, shuffled } = dice();
  for (let round = 0; round < 300; round += 1) {
    const span = pick([1, 2, 300, 70_000, 5_000_000, 2 ** 33, 2 ** 45, 2 ** 52]);
    const from = pick([0, -(2 ** 40), 1_700_000_000_000]);
    const numbers = Float64Array.from({ length: 1 + below(60) }, () => from + below(span));
    const all = shuffled(Array.from(numbers, (_, at) => at));
    const indexes = all.slice(0, below(all.length + 1));
    const sign = pick([1, -1]);
    const expected = [...indexes].sort((a, b) => sign * ((numbers[a] ?? 0) - (numbers[b] ?? 0)));
    const sorted = sortStably(Uint32Array.from(indexes), numbers, sign < 0);
    expect([...sorted], `SEED=${seed}, round ${round}`).toEqual(expected);
  }
});

test("what is sorted stays as it was", () => {
  const indexes = Uint32Array.of(2, 0, 1);
  sortStably(indexes, Float64Array.of(5, 3, 9));
  expect([...indexes]).toEqual([2, 0, 1]);
});
