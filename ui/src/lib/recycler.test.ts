import { expect, test } from "vitest";
import { dice, seed } from "../../tests/random";
import { Recycler } from "./recycler";

test("a row keeps its number while it is drawn, and no two have the same", () => {
  const { below } = dice();
  const recycler = new Recycler();
  let before = new Map<string, number>();
  let most = 0;
  for (let round = 0; round < 500; round += 1) {
    const first = below(60);
    const paths = Array.from({ length: below(30) }, (_, at) => `/${first + at}`);
    most = Math.max(most, paths.length);
    const numbers = recycler.assign(paths);
    const now = new Map(paths.map((path, at) => [path, numbers[at] ?? -1]));
    const said = `SEED=${seed}, round ${round}`;
    expect(new Set(numbers).size, said).toBe(paths.length);
    for (const [path, number] of now) {
      if (before.has(path)) expect(number, said).toBe(before.get(path));
    }
    before = now;
  }
});

test("scrolling makes no new numbers", () => {
  const recycler = new Recycler();
  const window = (first: number) => Array.from({ length: 20 }, (_, at) => `/${first + at}`);
  const made = new Set(recycler.assign(window(0)));
  for (const first of [5, 10, 500, 499, 0]) {
    for (const number of recycler.assign(window(first))) expect(made.has(number)).toBe(true);
  }
});

test("when all is new the rows stay in the order they have in the page", () => {
  const recycler = new Recycler();
  expect(recycler.assign(["a", "b", "c"])).toEqual([0, 1, 2]);
  expect(recycler.assign(["x", "y", "z"])).toEqual([0, 1, 2]);
  expect(recycler.assign(["y", "z", "w"])).toEqual([1, 2, 0]);
});

test("no more rows are made at a time than may be, those that matter most first, and filling anew is free", () => {
  const recycler = new Recycler();
  const paths = ["a", "b", "c", "d", "e"];
  const fromC = (at: number) => Math.abs(at - 2);
  expect(recycler.assign(paths, 2, fromC)).toEqual([null, 0, 1, null, null]);
  expect(recycler.assign(paths, 2, fromC)).toEqual([2, 0, 1, 3, null]);
  expect(recycler.assign(paths, 2, fromC)).toEqual([2, 0, 1, 3, 4]);
  expect(recycler.assign(["v", "w", "x", "y", "z"], 0, fromC)).not.toContain(null);
});

test("rows of another make are never filled anew", () => {
  const recycler = new Recycler();
  const lines = recycler.assign(["a", "b", "c"]);
  recycler.renew();
  const tiles = recycler.assign(["a", "b", "c"]);
  expect(new Set([...lines, ...tiles]).size).toBe(6);
});
