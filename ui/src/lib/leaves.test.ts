import { expect, test } from "vitest";
import { Leaves } from "./leaves";
import type { LeafSize } from "./paper";

const portrait = { width: 500, height: 1000 };
const room = { room: 500, zoom: 1, gap: 10 };

test("a leaf is as wide as the room, and one that was not read yet is like the first", () => {
  const leaves = new Leaves(3, new Map([[1, portrait]]), room);
  expect(leaves.placed.map(({ top, width, height }) => [top, width, height])).toEqual([
    [10, 500, 1000],
    [1020, 500, 1000],
    [2030, 500, 1000],
  ]);
  expect([leaves.height, leaves.width]).toEqual([3040, 500]);
});

test("a lying leaf is as wide as the others, and a small one is not blown up", () => {
  const sizes = new Map<number, LeafSize>([
    [1, portrait],
    [2, { width: 1000, height: 500 }],
    [3, { width: 60, height: 30 }],
  ]);
  const { placed } = new Leaves(3, sizes, room);
  expect(placed.map(({ width, height }) => [width, height])).toEqual([
    [500, 1000],
    [500, 250],
    [160, 80],
  ]);
});

test("what is in sight is drawn, with one leaf more on either side", () => {
  const leaves = new Leaves(100, new Map([[1, portrait]]), room);
  expect(leaves.span(0, 700)).toEqual({ first: 0, end: 2 });
  expect(leaves.span(5 * 1010 + 20, 700)).toEqual({ first: 4, end: 7 });
  expect(leaves.span(1e9, 700)).toEqual({ first: 98, end: 100 });
  expect(new Leaves(0, new Map(), room).span(0, 700)).toEqual({ first: 0, end: 0 });
});

test("where one was on a leaf one stays, when it is enlarged or one above it turns out shorter", () => {
  const before = new Leaves(9, new Map([[1, portrait]]), room);
  const half = 4 * 1010 + 10 + 500;
  const larger = new Leaves(9, new Map([[1, portrait]]), { ...room, zoom: 2 });
  expect(larger.moved(before, half)).toBe(4 * 2010 + 10 + 1000);
  const sizes = new Map([
    [1, portrait],
    [2, { width: 500, height: 100 }],
  ]);
  expect(new Leaves(9, sizes, room).moved(before, half)).toBe(half - 900);
});
