import { expect, test } from "vitest";
import { say } from "../words/words";
import { leftWords, Remaining } from "./remaining";

test("time left is rounded to five seconds, then to minutes", () => {
  expect(new Remaining().look(43, 0)).toBe(45);
  expect(new Remaining().look(1, 0)).toBe(5);
  expect(new Remaining().look(200, 0)).toBe(180);
});

test("time left is looked at every five seconds and does not flicker upwards", () => {
  const left = new Remaining();
  expect(left.look(40, 0)).toBe(40);
  expect(left.look(10, 4000)).toBe(40);
  expect(left.look(44, 6000)).toBe(40);
  expect(left.look(20, 12_000)).toBe(20);
  expect(left.look(55, 18_000)).toBe(55);
});

test("nothing is said before there is a rate", () => {
  expect(new Remaining().look(null, 0)).toBeNull();
});

test("time left is said in the largest unit that fits", () => {
  expect(leftWords(20, say)).toBe("about 20 seconds left");
  expect(leftWords(60, say)).toBe("about 1 minute left");
  expect(leftWords(180, say)).toBe("about 3 minutes left");
  expect(leftWords(7200, say)).toBe("about 2 hours left");
});
