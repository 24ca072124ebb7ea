import { expect, test } from "vitest";
import { Stack } from "./stack";

const keyOf = (index: number) => `row ${index}`;

test("rows of the usual height lie one under the other", () => {
  const stack = new Stack(10_000, keyOf, new Map(), 50);
  expect([stack.top(0), stack.top(7), stack.height]).toEqual([0, 350, 500_000]);
  expect([stack.at(-5), stack.at(349), stack.at(350), stack.at(9e9)]).toEqual([0, 6, 7, 9999]);
  expect(stack.span(5000, 200, 3)).toEqual({ first: 97, end: 108 });
  expect(stack.span(9e9, 200, 3)).toEqual({ first: 9996, end: 10_000 });
});

test("a row that was measured pushes down those below it and no other", () => {
  const stack = new Stack(5, keyOf, new Map([["row 1", 90]]), 50);
  expect([0, 1, 2, 3].map((index) => stack.top(index))).toEqual([0, 50, 140, 190]);
  expect([stack.at(139), stack.at(140), stack.height]).toEqual([1, 2, 290]);
});

test("of no rows none is in sight", () => {
  const stack = new Stack(0, keyOf, new Map([["gone", 90]]), 50);
  expect([stack.height, stack.span(100, 200, 3)]).toEqual([0, { first: 0, end: 0 }]);
});
