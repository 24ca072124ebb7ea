import { expect, test } from "vitest";
import { arc, halfRing, rays } from "./seal";

test("a half has one ray for each digit, on its own side", () => {
  const left = rays("left", "0f8");
  expect(left.match(/M/g)).toHaveLength(3);
  for (const [, x] of left.matchAll(/[ML](-?[\d.]+) /g)) expect(Number(x)).toBeLessThan(0);
  for (const [, x] of rays("right", "0f8").matchAll(/[ML](-?[\d.]+) /g)) expect(Number(x)).toBeGreaterThan(0);
});

test("the same digits on both sides mirror each other", () => {
  expect(rays("left", "3a7c").replaceAll("-", "")).toBe(rays("right", "3a7c").replaceAll("-", ""));
});

test("rings and arcs stay on their side", () => {
  expect(halfRing("left", 9, 10)).toMatch(/^M-/);
  expect(halfRing("right", 9, 10)).toMatch(/^M\d/);
  expect(arc("left", 9, 10, 1, 0.5)).not.toBe(arc("left", 9, 10, 0, 0.5));
});
