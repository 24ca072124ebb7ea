import { expect, test } from "vitest";
import { dice, seed } from "../../tests/random";
import { Numbers, sortStably } from "./radix";

function numbersOf(values: readonly (number | null)[]): Numbers {
  const numbers = new Numbers();
  values.forEach((value, index) => numbers.set(index, value));
  return numbers;
}

test("the order is that of a stable sort by comparing, for numbers small, large, equal, below zero and unknown", () => {
  const { below, pick, shuffled } = dice();
  for (let round = 0; round < 300; round += 1) {
    const span = pick([1, 2, 300, 70_000, 5_000_000, 2 ** 33, 2 ** 45, 2 ** 51]);
    const from = pick([0, -(2 ** 40), 1_700_000_000_000]);
    const values = Array.from({ length: 1 + below(100) }, () => (below(9) === 0 ? null : from + below(span)));
    const all = shuffled(values.map((_, at) => at));
    const indexes = all.slice(0, below(all.length + 1));
    const sign = pick([1, -1]);
    const expected = [...indexes].sort((a, b) => {
      const [left = null, right = null] = [values[a], values[b]];
      if (left === null || right === null) return Number(left === null) - Number(right === null);
      return sign * (left - right);
    });
    const sorted = sortStably(Uint32Array.from(indexes), numbersOf(values), sign < 0);
    expect([...sorted], `SEED=${seed}, round ${round}`).toEqual(expected);
  }
});

test("what is sorted stays as it was", () => {
  const indexes = Uint32Array.of(2, 0, 1);
  sortStably(indexes, numbersOf([5, 3, 9]));
  expect([...indexes]).toEqual([2, 0, 1]);
});
