import { expect, test } from "vitest";
import { arc, folded, halfRing, rays } from "./seal";

test("a half has one ray for each digit, on its own side", () => {
  const left = rays("left", "0f8");
  expect(left.match(/M/g)).toHaveLength(3);
  for (const [, x] of left.matchAll(/[ML](-?[\d.]+) /g)) expect(Number(x)).toBeLessThan(0);
  for (const [, x] of rays("right", "0f8").matchAll(/[ML](-?[\d.]+) /g)) expect(Number(x)).toBeGreaterThan(0);
});

test("the same digits on both sides mirror each other", () => {
  expect(rays("left", "3a7c").replaceAll("-", "")).toBe(rays("right", "3a7c").replaceAll("-", ""));
});

test("a digest of any length folds into so many rays, and each digit of it counts", () => {
  const sha256 = "9f2c61d04be87a35c1f0e6b2947d8a03f5168c7e20b9d4a1637fe852c09bd3a7";
  for (const length of [32, 40, 64])
    for (const count of [16, 32]) {
      const digest = sha256.slice(0, length);
      const rays = folded(digest, count);
      expect(rays).toMatch(new RegExp(`^[0-9a-f]{${count}}$`));
      for (let at = 0; at < length; at += 1) {
        const turned = (Number.parseInt(digest.charAt(at), 16) ^ 1).toString(16);
        expect(folded(digest.slice(0, at) + turned + digest.slice(at + 1), count)).not.toBe(rays);
      }
    }
  expect(folded("12345678", 8)).toBe("12345678");
  expect(folded("3a7c", 2)).toBe("9b");
});

test("rings and arcs stay on their side", () => {
  expect(halfRing("left", 9, 10)).toMatch(/^M-/);
  expect(halfRing("right", 9, 10)).toMatch(/^M\d/);
  expect(arc("left", 9, 10, 1, 0.5)).not.toBe(arc("left", 9, 10, 0, 0.5));
});
