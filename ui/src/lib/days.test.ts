import { expect, test } from "vitest";
import { headHeight, rowHeight, Days } from "./days";

const keys = (...counts: number[]) => counts.flatMap((count, day) => Array<string>(count).fill(`day ${day}`));

test("rows lie under the head of their day, one below the other", () => {
  const days = new Days(keys(2, 1));
  expect(days.groups.map(({ key, first, end }) => [key, first, end])).toEqual([
    ["day 0", 0, 2],
    ["day 1", 2, 3],
  ]);
  expect(days.topOf(0)).toBe(headHeight);
  expect(days.topOf(1)).toBe(headHeight + rowHeight);
  expect(days.topOf(2)).toBe(2 * headHeight + 2 * rowHeight);
  expect(days.height).toBe(2 * headHeight + 3 * rowHeight);
});

test("each row is found at its own height, wherever the days are cut", () => {
  const days = new Days(keys(1, 40, 2, 300, 7));
  for (let index = 0; index < days.count; index += 1) {
    expect(days.at(days.topOf(index))).toBe(index);
    expect(days.at(days.topOf(index) + rowHeight - 0.01)).toBe(index);
  }
});

test("only what is in sight is drawn, and never more than there is", () => {
  const days = new Days(keys(5000, 5000));
  for (const scrolled of [-50, 0, 700, days.topOf(4999), days.height, days.height + 500]) {
    const { first, end } = days.span(scrolled, 40, 8);
    expect(first).toBeGreaterThanOrEqual(0);
    expect(end).toBeLessThanOrEqual(10_000);
    expect(end - first).toBeLessThan(40);
    expect(end).toBeGreaterThan(first);
  }
  expect(days.within(4998, 5002).map(({ key }) => key)).toEqual(["day 0", "day 1"]);
});

test("nothing is drawn of nothing", () => {
  const days = new Days([]);
  expect(days.span(0, 100, 8)).toEqual({ first: 0, end: 0 });
  expect([days.height, days.topOf(3), days.at(3)]).toEqual([0, 0, 0]);
});
